import { expect } from '@playwright/test';
import { callApi, expectSignedIn, expectSignedOut, logIn, openClient, statusOf, test } from './fixtures.ts';

test('a reload restores the session with one request, and no script reads the refresh token', async ({
  profile,
  gate,
  user,
}) => {
  const tab = await profile.newTab();
  await logIn(tab, gate, user);
  gate.forget();
  await tab.reload();
  // The former document shows the user too, until the new one replaces it.
  await expect.poll(() => gate.countOf('POST /users/token/')).toBe(1);
  await expectSignedIn(tab, user);
  expect(gate.countOf('POST /users/token/')).toBe(1);
  expect(gate.countOf('GET /users/csrf/') + gate.countOf('GET /users/auth/')).toBe(0);
  const readable = await tab.evaluate(() => document.cookie);
  expect(readable).toContain('csrftoken=');
  expect(readable).not.toContain('refreshtoken');
});

test('two tabs with an expired token share one refresh', async ({ profile, gate, user }) => {
  const first = await profile.newTab();
  await logIn(first, gate, user);
  const tabs = [first, await profile.newTab()];
  for (const tab of tabs) await openClient(tab, gate, { clockStandsStill: true });
  gate.moveServerClock();
  gate.forget();
  const statuses = await Promise.all(tabs.map((tab) => callApi(tab, 20)));
  expect(statuses).toEqual([Array(20).fill(200), Array(20).fill(200)]);
  expect(gate.countOf('POST /users/token/')).toBe(1);
});

test('logout in one tab signs the other out, and nothing restores the session', async ({ profile, gate, user }) => {
  const app = await profile.newTab();
  await logIn(app, gate, user);
  const other = await openClient(await profile.newTab(), gate);
  expect(await statusOf(other)).toBe('authenticated');

  await other.evaluate(() => window.client.logout());
  await expectSignedOut(app);
  await app.reload();
  await expectSignedOut(app);
});
