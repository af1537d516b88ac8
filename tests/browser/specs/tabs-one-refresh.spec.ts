import { expect, test } from '@playwright/test';
import { newPerson, register } from '../person.ts';
import { accessTokenSeconds } from '../servers.ts';
import { callApi, countRequests, type Missing, openTab, openTabs, stateOf } from '../tabs.ts';

const pastExpiry = accessTokenSeconds * 1000 + 500;

const browsers: { name: string; missing: readonly Missing[]; most: number }[] = [
  { name: 'with Web Locks and BroadcastChannel', missing: [], most: 1 },
  { name: 'without Web Locks', missing: ['locks'], most: 5 },
  { name: 'without BroadcastChannel', missing: ['channel'], most: 5 },
  { name: 'without both', missing: ['locks', 'channel'], most: 5 },
];

for (const { name, missing, most } of browsers) {
  test(`20 expired requests in each of 5 tabs, ${name}: all answered, at most ${most} refresh`, async ({ page }) => {
    const { username } = await register(page);
    const context = page.context();
    await page.close();
    const tabs = await openTabs(context, 5, { missing, clockStandsStill: true });
    await tabs[0]?.waitForTimeout(pastExpiry);

    const refreshes = countRequests(context, 'token/');
    const answers = await Promise.all(tabs.map((tab) => callApi(tab, 20)));

    expect(answers.flat()).toEqual(Array(100).fill(200));
    expect(refreshes()).toBeGreaterThanOrEqual(1);
    expect(refreshes()).toBeLessThanOrEqual(most);
    expect(await Promise.all(tabs.map(stateOf))).toEqual(Array(5).fill(`authenticated ${username}`));
    test.info().annotations.push({ type: 'refreshes', description: `${name}: ${refreshes()}` });

    // And the session lives on.
    await tabs[0]?.waitForTimeout(pastExpiry);
    expect(await callApi(tabs[4] ?? page, 1)).toEqual([200]);
  });
}

test('a sixth tab has the session of the others without asking for it', async ({ page }) => {
  const { username } = await register(page);
  const context = page.context();
  await page.close();
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

test('five tabs that are opened at once, as by a browser that starts again, are one refresh', async ({ page }) => {
  await register(page);
  const context = page.context();
  await page.close();
  const tabs = await Promise.all(Array.from({ length: 5 }, () => openTab(context)));
  const refreshes = countRequests(context, 'token/');
  await Promise.all(tabs.map((tab) => tab.evaluate(() => window.client.restore())));
  expect(refreshes()).toBe(1);
});

test('tabs that do not share tokens refresh each for itself, and say none to the others', async ({ page }) => {
  const { username } = await register(page);
  const context = page.context();
  await page.close();
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

test('a tab that is closed or frozen in the middle of a refresh keeps nobody waiting', async ({ page }) => {
  await register(page);
  const context = page.context();
  await page.close();
  for (const fate of ['closed', 'frozen']) {
    const [winner, other] = await openTabs(context, 2, { clockStandsStill: true });
    if (!winner || !other) throw new Error('Two tabs were opened.');
    await other.waitForTimeout(pastExpiry);
    // The winner's request is never answered.
    await winner.route('**/users/token/', () => undefined);
    const asked = winner.waitForRequest('**/users/token/');
    void callApi(winner, 1).catch(() => undefined);
    await asked;
    const waiting = callApi(other, 20);
    await other.waitForTimeout(200);

    const started = Date.now();
    if (fate === 'closed') await winner.close();
    // Headless Chromium does not freeze a page (its DevTools command does nothing), so the page is told that it is.
    else await winner.evaluate(() => document.dispatchEvent(new Event('freeze')));
    expect(await waiting, fate).toEqual(Array(20).fill(200));
    expect(Date.now() - started).toBeLessThan(5_000);
    await other.close();
  }
});

for (const days of [1, -1]) {
  test(`devices set ${days} day${days < 0 ? ' back' : ''}: five tabs go on with one refresh`, async ({ page }) => {
    await register(page);
    const context = page.context();
    await page.close();
    const tabs = await openTabs(context, 5);
    const refreshes = countRequests(context, 'token/');
    await tabs[0]?.waitForTimeout(pastExpiry);
    for (const tab of tabs) {
      await tab.evaluate((days) => {
        const { now } = Date;
        Date.now = () => now() + days * 86_400_000;
      }, days);
    }
    const answers = await Promise.all(tabs.map((tab) => callApi(tab, 4)));
    expect(answers.flat()).toEqual(Array(20).fill(200));
    expect(refreshes()).toBe(1);
  });
}

test('two windows of two people share nothing', async ({ page, browser }) => {
  const ada = await register(page);
  const bob = newPerson();
  const other = await (await browser.newContext()).newPage();
  await register(other, bob);
  const [mine] = await openTabs(page.context(), 1);
  const [theirs] = await openTabs(other.context(), 1);
  expect(mine && (await stateOf(mine))).toBe(`authenticated ${ada.username}`);
  expect(theirs && (await stateOf(theirs))).toBe(`authenticated ${bob.username}`);
});
