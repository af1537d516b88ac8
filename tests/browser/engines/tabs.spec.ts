import { expect } from '@playwright/test';
import { pastIntervalSeconds } from '../server/clock.ts';
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

test('five tabs that refresh at once, without knowing of each other, stay signed in', async ({
  profile,
  gate,
  user,
}) => {
  const first = await profile.newTab();
  await logIn(first, gate, user);
  const tabs = [first, ...(await Promise.all(Array.from({ length: 4 }, () => profile.newTab())))];
  for (const tab of tabs) await openClient(tab, gate, { isAlone: true });
  for (const _ of [1, 2, 3]) {
    gate.moveServerClock();
    gate.forget();
    expect(await Promise.all(tabs.map((tab) => callApi(tab, 2)))).toEqual(Array(5).fill([200, 200]));
    expect(gate.countOf('POST /users/token/')).toBe(5);
  }
});

test('a response that repeats the refresh token and arrives after a rotation keeps the newer token', async ({
  profile,
  gate,
  user,
}) => {
  const app = await profile.newTab();
  await logIn(app, gate, user);
  const first = await openClient(app, gate, { isAlone: true });
  const second = await openClient(await profile.newTab(), gate, { isAlone: true });
  gate.moveServerClock(30);
  const held = gate.holdResponse('POST /users/token/');
  const late = first.evaluate(async () => void (await window.client.refresh()));
  await held.arrived;
  gate.moveServerClock(pastIntervalSeconds - 30);
  const rotated = gate.holdResponse('POST /users/token/');
  const newer = second.evaluate(async () => void (await window.client.refresh()));
  await rotated.arrived;
  expect(rotated.cookies.join()).toContain('refreshtoken=');
  rotated.release();
  await newer;
  expect(await callApi(second, 1)).toEqual([200]);
  held.release();
  await late;
  expect(held.cookies.join()).not.toContain('refreshtoken=');

  // Otherwise the browser would now present the older token, which counts as stolen.
  gate.moveServerClock();
  for (const tab of [first, second]) expect(await callApi(tab, 1)).toEqual([200]);
});
