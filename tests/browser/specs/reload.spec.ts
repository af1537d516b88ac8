import { expect, test } from '@playwright/test';
import { generation } from '../app/refresh-cookie.ts';
import { Traffic } from '../app/traffic.ts';
import { expectSignedIn, register } from '../app/user.ts';
import { moveServerClock, pastIntervalSeconds } from '../server/clock.ts';

test('a reload restores the session with exactly one request', async ({ page }) => {
  const user = await register(page);
  const traffic = new Traffic(page);
  await page.goto('/');
  await expectSignedIn(page, user);
  await page.waitForLoadState('networkidle');
  expect(traffic.lines).toEqual(['POST token/ 200']);
});

test('a second tab is signed in without a request', async ({ context, page }) => {
  const user = await register(page);
  const tab = await context.newPage();
  const traffic = new Traffic(tab);
  for (const _ of ['opened', 'reloaded']) {
    await tab.goto('/');
    await expectSignedIn(tab, user);
    await tab.waitForLoadState('networkidle');
  }
  expect(traffic.lines).toEqual([]);
});

test('three reloads in a row, each before the previous one has finished, keep the session', async ({
  context,
  page,
}) => {
  const user = await register(page);
  // The first of them rotates the refresh token, and the others are retries.
  await moveServerClock(context, pastIntervalSeconds);
  for (const _ of [1, 2, 3]) await page.goto('/', { waitUntil: 'commit' });
  await page.goto('/');
  await expectSignedIn(page, user);
  expect(await generation(context)).toBe(2);
});
