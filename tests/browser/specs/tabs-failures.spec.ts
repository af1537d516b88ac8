import { type BrowserContext, expect, type Page, test } from '@playwright/test';
import { signUp } from '../app/user.ts';
import { callApi, countRequests, openTabs, stateOf } from '../client/tabs.ts';
import { moveClocks } from '../server/clock.ts';

// Long enough for a refresh on a busy machine.
const timeout = 5_000;
// The lock waits a second longer than the request.
const patience = timeout + 2_500;

/** Opens two tabs with an expired token. The first requests another one, holds the lock, and gets no response. */
async function openWithHangingRefresh(context: BrowserContext) {
  const [first, second] = (await openTabs(context, 2, { client: { timeout } })) as [Page, Page];
  await moveClocks(context);
  await context.route('**/users/token/', () => undefined, { times: 1 });
  const request = context.waitForEvent('request', (request) => request.url().endsWith('/users/token/'));
  const waiting = callApi(first, 1).catch(() => ['gone']);
  await request;
  return { first, second, waiting };
}

test('a tab that hangs during a refresh delays the others no longer than the request timeout', async ({ context }) => {
  const { username } = await signUp(context);
  const { first, second, waiting } = await openWithHangingRefresh(context);
  let isBusy = true;
  // Longer than the refresh of the other tab may take: afterwards this one reports that its own has failed.
  const busy = first
    .evaluate(
      (milliseconds) => {
        const end = performance.now() + milliseconds;
        while (performance.now() < end);
      },
      patience + 2 * timeout,
    )
    .then(() => {
      isBusy = false;
    });
  const started = Date.now();
  const delay = second.waitForRequest('**/users/token/').then(() => Date.now() - started);
  expect(await callApi(second, 5)).toEqual(Array(5).fill(200));
  expect(await delay).toBeLessThan(patience);
  expect(isBusy).toBe(true);
  await busy;
  await waiting;
  await expect.poll(() => stateOf(first)).toBe(`authenticated ${username}`);
  expect(await callApi(first, 1)).toEqual([200]);
});

test('a tab that is killed during a refresh delays no other tab', async ({ browserName, context }) => {
  test.skip(browserName !== 'chromium', 'Only DevTools can crash a page.');
  await signUp(context);
  const { first, second } = await openWithHangingRefresh(context);
  const started = Date.now();
  const calls = callApi(second, 5);
  const session = await context.newCDPSession(first);
  // The page is gone before it can respond.
  session.send('Page.crash').catch(() => undefined);
  expect(await calls).toEqual(Array(5).fill(200));
  expect(Date.now() - started).toBeLessThan(timeout);
});

test('five tabs wake from eight hours of sleep with one request', async ({ context }) => {
  const { username } = await signUp(context);
  const tabs = await openTabs(context, 5);
  const refreshes = countRequests(context, 'token/');
  await moveClocks(context, 8 * 3600);
  expect((await Promise.all(tabs.map((tab) => callApi(tab, 4)))).flat()).toEqual(Array(20).fill(200));
  expect(refreshes()).toBe(1);
  expect(await Promise.all(tabs.map(stateOf))).toEqual(Array(5).fill(`authenticated ${username}`));
});
