import { expect } from '@playwright/test';
import { callApi, expectSignedIn, expectSignedOut, logIn, openClient, statusOf, test } from './fixtures.ts';

test('20 requests with an expired token share one refresh and all succeed', async ({ profile, gate, user }) => {
  const tab = await profile.newTab();
  await logIn(tab, gate, user);
  await openClient(tab, gate, { clockStandsStill: true });
  gate.moveServerClock();
  gate.forget();
  expect(await callApi(tab, 20)).toEqual(Array(20).fill(200));
  expect(gate.countOf('POST /users/token/')).toBe(1);
});

test('a new tab gets the session of the other', async ({ profile, gate, user }) => {
  const app = await profile.newTab();
  await logIn(app, gate, user);
  const tab = await openClient(await profile.newTab(), gate);
  expect(await statusOf(tab)).toBe('authenticated');
  expect(await callApi(tab, 1)).toEqual([200]);
  await expectSignedIn(app, user);
});

test('a login in one tab signs the other in', async ({ profile, gate, user }) => {
  const waiting = await profile.newTab();
  await waiting.open(`${gate.origin}/login`);
  await expectSignedOut(waiting);
  await logIn(await profile.newTab(), gate, user);
  await expectSignedIn(waiting, user);
});
