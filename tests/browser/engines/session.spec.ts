import { expect } from '@playwright/test';
import { accessTokenSeconds } from '../servers.ts';
import { callApi, expectSignedIn, expectSignedOut, logIn, openClient, statusOf, test } from './fixtures.ts';

const pastExpiry = accessTokenSeconds * 1000 + 500;
const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

test('a person logs in, and a reload restores the session with one request', async ({ profile, gate, person }) => {
  const tab = await profile.newTab();
  await logIn(tab, gate, person);
  gate.forget();
  await tab.reload();
  await expectSignedIn(tab, person);
  expect(gate.countOf('POST /users/token/')).toBe(1);
  expect(gate.countOf('GET /users/csrf/') + gate.countOf('GET /users/auth/')).toBe(0);
});

test('no script finds the refresh token', async ({ profile, gate, person }) => {
  const tab = await profile.newTab();
  await logIn(tab, gate, person);
  const readable = await tab.evaluate(() => document.cookie);
  expect(readable).toContain('csrftoken=');
  expect(readable).not.toContain('refreshtoken');
});

test('20 requests with an expired token are one refresh and 20 answers', async ({ profile, gate, person }) => {
  const tab = await profile.newTab();
  await logIn(tab, gate, person);
  await openClient(tab, gate, { clockStandsStill: true });
  await pause(pastExpiry);
  gate.forget();
  expect(await callApi(tab, 20)).toEqual(Array(20).fill(200));
  expect(gate.countOf('POST /users/token/')).toBe(1);
});

test('two tabs whose token has expired share one refresh', async ({ profile, gate, person }) => {
  const first = await profile.newTab();
  await logIn(first, gate, person);
  const tabs = [first, await profile.newTab()];
  for (const tab of tabs) await openClient(tab, gate, { clockStandsStill: true });
  await pause(pastExpiry);
  gate.forget();
  const answers = await Promise.all(tabs.map((tab) => callApi(tab, 20)));
  expect(answers).toEqual([Array(20).fill(200), Array(20).fill(200)]);
  expect(gate.countOf('POST /users/token/')).toBe(1);
});

test('a new tab has the session of the other', async ({ profile, gate, person }) => {
  const app = await profile.newTab();
  await logIn(app, gate, person);
  const tab = await openClient(await profile.newTab(), gate);
  expect(await statusOf(tab)).toBe('authenticated');
  expect(await callApi(tab, 1)).toEqual([200]);
  await expectSignedIn(app, person);
});

test('logging out in one tab signs the other out, and nothing brings the session back', async ({
  profile,
  gate,
  person,
}) => {
  const app = await profile.newTab();
  await logIn(app, gate, person);
  const other = await openClient(await profile.newTab(), gate);
  expect(await statusOf(other)).toBe('authenticated');

  await other.evaluate(() => window.client.logout());
  await expectSignedOut(app);
  await app.reload();
  await expectSignedOut(app);
});

test('logging in in one tab signs the other in', async ({ profile, gate, person }) => {
  const waiting = await profile.newTab();
  await waiting.open(`${gate.origin}/login`);
  await expectSignedOut(waiting);
  await logIn(await profile.newTab(), gate, person);
  await expectSignedIn(waiting, person);
});
