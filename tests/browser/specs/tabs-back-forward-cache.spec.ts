import { expect, type Page, test } from '@playwright/test';
import { signUp } from '../app/user.ts';
import { chromium } from '../browsers/chromium.ts';
import { clientModule, openClientPage } from '../client/page.ts';
import { openTab, stateOf } from '../client/tabs.ts';
import { moveServerClock } from '../server/clock.ts';

// The headless shell has no such cache, and Playwright switches it off.
test.use({ launchOptions: { ...chromium(), ignoreDefaultArgs: ['--disable-back-forward-cache'] } });

// One browser for all of them.
test.describe.configure({ mode: 'default' });

/** Leaves a page that shows who is signed in, does `meanwhile`, and returns to the page in the cache. */
async function leaveAndReturn(page: Page, meanwhile: () => Promise<unknown>): Promise<void> {
  await page.evaluate(async (module) => {
    const { createAuthClient } = (await import(module)) as typeof import('safejwt-js');
    window.client = createAuthClient();
    const show = () => {
      document.body.textContent = window.client.getState().user?.username ?? 'anonymous';
    };
    window.client.subscribe(show);
    await window.client.restore();
    show();
    const painted: unknown[] = [];
    Object.assign(window, { painted });
    window.addEventListener('pageshow', ({ persisted }) => {
      painted.push(persisted);
      requestAnimationFrame(() => painted.push(document.body.textContent));
    });
  }, clientModule);
  await page.goto('/login');
  await meanwhile();
  await page.evaluate(() => history.back());
  // An evaluation that the navigation interrupts fails.
  await expect.poll(() => painted(page).catch(() => null), { intervals: [50] }).toHaveLength(2);
}

/** Whether the page came from the cache, and what its first paint showed. */
function painted(page: Page): Promise<unknown[] | undefined> {
  return page.evaluate(() => (window as never as { painted?: unknown[] }).painted);
}

test('a page from the back/forward cache shows nothing of a user who has logged out since', async ({
  context,
  page,
}) => {
  const { username } = await signUp(context);
  const other = await openTab(context);
  await other.evaluate(() => window.client.restore());
  await openClientPage(page);
  await leaveAndReturn(page, () => other.evaluate(() => window.client.logout()));
  expect(await painted(page)).toEqual([true, 'anonymous']);
  await expect.poll(() => stateOf(page)).toMatch(/^anonymous/);
  expect(await page.locator('body').textContent()).not.toContain(username);
});

test('a page from the back/forward cache restores the session that still exists', async ({ context, page }) => {
  const { username } = await signUp(context);
  await openClientPage(page);
  await leaveAndReturn(page, async () => undefined);
  expect((await painted(page))?.[0]).toBe(true);
  await expect.poll(() => stateOf(page)).toBe(`authenticated ${username}`);
});

test('a page that enters the back/forward cache during a refresh releases the lock', async ({ context, page }) => {
  const { username } = await signUp(context);
  const other = await openTab(context);
  await openClientPage(page);
  await moveServerClock(context);
  await context.route('**/users/token/', () => undefined, { times: 1 });
  const request = context.waitForEvent('request', (request) => request.url().endsWith('/users/token/'));
  await page.evaluate(async (module) => {
    const { createAuthClient } = (await import(module)) as typeof import('safejwt-js');
    window.client = createAuthClient();
    window.addEventListener('pageshow', ({ persisted }) => Object.assign(window, { painted: [persisted] }));
    void window.client.restore();
  }, clientModule);
  await request;
  const held = () => other.evaluate(async () => (await navigator.locks.query()).held?.map(({ name }) => name));
  expect(await held()).toHaveLength(1);

  // A page without a client, so that only the page that was left could hold the lock.
  await page.goto(`${new URL(page.url()).pathname}?without-a-client`);
  expect(await held()).toEqual([]);
  await page.evaluate(() => history.back());
  await expect.poll(() => painted(page).catch(() => null), { intervals: [50] }).toEqual([true]);
  await expect.poll(() => stateOf(page)).toBe(`authenticated ${username}`);
});
