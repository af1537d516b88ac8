import { expect, type Page, test } from '@playwright/test';
import { signUp } from '../app/user.ts';
import { callApi, countRequests, type Missing, openTab, openTabs, stateOf } from '../client/tabs.ts';
import { moveClocks, moveServerClock } from '../server/clock.ts';

const browsers: { name: string; missing: readonly Missing[]; most: number }[] = [
  { name: 'with Web Locks and BroadcastChannel', missing: [], most: 1 },
  { name: 'without Web Locks', missing: ['locks'], most: 5 },
  { name: 'without BroadcastChannel', missing: ['channel'], most: 5 },
  { name: 'without both', missing: ['locks', 'channel'], most: 5 },
];

for (const { name, missing, most } of browsers) {
  test(`20 expired requests in each of 5 tabs ${name} all succeed after ${most} refresh at most`, async ({
    context,
  }) => {
    const { username } = await signUp(context);
    const tabs = await openTabs(context, 5, { missing, clockStandsStill: true });
    await moveServerClock(context);

    const refreshes = countRequests(context, 'token/');
    const statuses = await Promise.all(tabs.map((tab) => callApi(tab, 20)));

    expect(statuses.flat()).toEqual(Array(100).fill(200));
    expect(refreshes()).toBeGreaterThanOrEqual(1);
    expect(refreshes()).toBeLessThanOrEqual(most);
    expect(await Promise.all(tabs.map(stateOf))).toEqual(Array(5).fill(`authenticated ${username}`));

    // And the session continues.
    await moveServerClock(context);
    expect(await callApi(tabs[4] as Page, 1)).toEqual([200]);
  });
}

test('a sixth tab gets the session of the others without a request', async ({ context }) => {
  const { username } = await signUp(context);
  const tabs = await openTabs(context, 5, { clockStandsStill: true });
  const refreshes = countRequests(context, 'token/');
  const sixth = await openTab(context, { clockStandsStill: true });
  await sixth.evaluate(() => window.client.restore());
  expect(await stateOf(sixth)).toBe(`authenticated ${username}`);
  expect(refreshes()).toBe(0);
  expect(await sixth.evaluate(() => window.client.getAccessToken())).toBe(
    await tabs[0]?.evaluate(() => window.client.getAccessToken()),
  );
});

test('five tabs that open at once, as in a restarted browser, send one refresh', async ({ context }) => {
  await signUp(context);
  const tabs = await Promise.all(Array.from({ length: 5 }, () => openTab(context)));
  const refreshes = countRequests(context, 'token/');
  await Promise.all(tabs.map((tab) => tab.evaluate(() => window.client.restore())));
  expect(refreshes()).toBe(1);
});

test('tabs that do not share tokens refresh one by one, and broadcast no token', async ({ context }) => {
  const { username } = await signUp(context);
  const listener = await openTab(context, { client: { shareTokens: false } });
  await listener.evaluate(
    (name) => {
      const heard: unknown[] = [];
      Object.assign(window, { heard });
      new BroadcastChannel(name).onmessage = ({ data }) => heard.push(data);
    },
    `safejwt ${new URL('/users/', listener.url())}`,
  );
  const refreshes = countRequests(context, 'token/');
  const tabs = await openTabs(context, 3, { client: { shareTokens: false } });
  const tokens = await Promise.all(tabs.map((tab) => tab.evaluate(() => window.client.getAccessToken())));
  expect(refreshes()).toBe(3);
  expect(await Promise.all(tabs.map(stateOf))).toEqual(Array(3).fill(`authenticated ${username}`));
  const heard = await listener.evaluate(() => JSON.stringify((window as never as { heard: unknown[] }).heard));
  expect(heard).toContain(username);
  for (const token of tokens) expect(heard).not.toContain(token);
});

for (const fate of ['closed', 'frozen']) {
  test(`a tab that is ${fate} during a refresh delays no other tab`, async ({ context }) => {
    await signUp(context);
    const [winner, other] = (await openTabs(context, 2, { clockStandsStill: true })) as [Page, Page];
    await moveServerClock(context);
    // The winner's request gets no response.
    await winner.route('**/users/token/', () => undefined);
    const request = winner.waitForRequest('**/users/token/');
    void callApi(winner, 1).catch(() => undefined);
    await request;
    const waiting = callApi(other, 20);
    await other.waitForTimeout(200);

    const started = Date.now();
    if (fate === 'closed') await winner.close();
    // Headless Chromium does not freeze a page (its DevTools command has no effect), so the page gets the event alone.
    else await winner.evaluate(() => document.dispatchEvent(new Event('freeze')));
    expect(await waiting).toEqual(Array(20).fill(200));
    expect(Date.now() - started).toBeLessThan(5_000);
  });
}

for (const days of [1, -1]) {
  test(`five tabs of a device whose date is set ${days} day send one refresh`, async ({ context }) => {
    await signUp(context);
    const tabs = await openTabs(context, 5);
    const refreshes = countRequests(context, 'token/');
    await moveClocks(context);
    for (const tab of tabs) {
      await tab.evaluate((days) => {
        const { now } = Date;
        Date.now = () => now() + days * 86_400_000;
      }, days);
    }
    const statuses = await Promise.all(tabs.map((tab) => callApi(tab, 4)));
    expect(statuses.flat()).toEqual(Array(20).fill(200));
    expect(refreshes()).toBe(1);
  });
}

test('two browsers of two users share nothing', async ({ browser, context }) => {
  const ada = await signUp(context);
  const other = await browser.newContext();
  const bob = await signUp(other);
  const [mine] = (await openTabs(context, 1)) as [Page];
  const [theirs] = (await openTabs(other, 1)) as [Page];
  expect(await stateOf(mine)).toBe(`authenticated ${ada.username}`);
  expect(await stateOf(theirs)).toBe(`authenticated ${bob.username}`);
});
