import { type BrowserContext, expect, test } from '@playwright/test';
import { register } from '../person.ts';
import { accessTokenSeconds } from '../servers.ts';
import { callApi, countRequests, openTabs, stateOf } from '../tabs.ts';

const pastExpiry = accessTokenSeconds * 1000 + 500;
const timeout = 2_000;

/** Two tabs whose token is over; the first asks for another, holds the lock, and gets no answer. */
async function openWithHangingRefresh(context: BrowserContext) {
  const [first, second] = await openTabs(context, 2, { client: { timeout } });
  if (!first || !second) throw new Error('Two tabs were opened.');
  await first.waitForTimeout(pastExpiry);
  await context.route('**/users/token/', () => undefined, { times: 1 });
  const asked = context.waitForEvent('request', (request) => request.url().endsWith('/users/token/'));
  const waiting = callApi(first, 1).catch(() => ['gone']);
  await asked;
  return { first, second, waiting };
}

test('a tab whose page hangs in mid-refresh holds the others up no longer than a request may take', async ({
  page,
}) => {
  const { username } = await register(page);
  const context = page.context();
  await page.close();
  const { first, second, waiting } = await openWithHangingRefresh(context);
  const busy = first.evaluate(() => {
    const end = Date.now() + 8_000;
    while (Date.now() < end);
  });
  const started = Date.now();
  expect(await callApi(second, 5)).toEqual(Array(5).fill(200));
  // The patience of the lock is a second more than the time-out.
  expect(Date.now() - started).toBeLessThan(timeout + 2_500);
  await busy;
  await waiting;
  await expect.poll(() => stateOf(first)).toBe(`authenticated ${username}`);
  expect(await callApi(first, 1)).toEqual([200]);
});

test('a tab that is killed in mid-refresh holds nobody up', async ({ page }) => {
  await register(page);
  const context = page.context();
  await page.close();
  const { first, second } = await openWithHangingRefresh(context);
  const started = Date.now();
  const calls = callApi(second, 5);
  const session = await context.newCDPSession(first);
  // It has nobody left to answer to.
  session.send('Page.crash').catch(() => undefined);
  expect(await calls).toEqual(Array(5).fill(200));
  expect(Date.now() - started).toBeLessThan(timeout);
});

test('five tabs wake from eight hours of sleep with one request', async ({ page }) => {
  const { username } = await register(page);
  const context = page.context();
  await page.close();
  await context.clock.install();
  const tabs = await openTabs(context, 5);
  const refreshes = countRequests(context, 'token/');
  // The server's clock is not moved: within a second it would give the token again that the tabs have.
  await tabs[0]?.waitForTimeout(pastExpiry);
  await context.clock.fastForward('08:00:00');
  expect((await Promise.all(tabs.map((tab) => callApi(tab, 4)))).flat()).toEqual(Array(20).fill(200));
  expect(refreshes()).toBe(1);
  expect(await Promise.all(tabs.map(stateOf))).toEqual(Array(5).fill(`authenticated ${username}`));
});
