import { expect, type Page, test } from '@playwright/test';
import { launchOptions } from '../browser.ts';
import { clientModule, openClientPage } from '../client-page.ts';
import { register } from '../person.ts';
import { accessTokenSeconds } from '../servers.ts';
import { openTab, stateOf } from '../tabs.ts';

// Playwright switches the back/forward cache off unless told otherwise.
test.use({ launchOptions: { ...launchOptions(), ignoreDefaultArgs: ['--disable-back-forward-cache'] } });

/** Leaves a page that shows who is signed in, does `meanwhile`, and comes back to it out of the cache. */
async function comeBack(page: Page, meanwhile: () => Promise<unknown>): Promise<void> {
  await page.evaluate(async (module) => {
    const { createAuthClient } = (await import(module)) as typeof import('safejwt-js');
    window.client = createAuthClient();
    const show = () => {
      document.body.textContent = window.client.getState().user?.username ?? 'nobody';
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
  // The page that is left takes its answers along.
  await expect.poll(() => painted(page).catch(() => null)).toHaveLength(2);
}

/** Whether the page came out of the cache, and what it showed when it was painted for the first time. */
function painted(page: Page): Promise<unknown[] | undefined> {
  return page.evaluate(() => (window as never as { painted?: unknown[] }).painted);
}

test('a page out of the back/forward cache shows nothing of somebody who has logged out since', async ({ page }) => {
  const { username } = await register(page);
  // The server's Clear-Site-Data empties that cache; not every browser knows it, and not every server sends it.
  await page.context().route('**/users/logout/', async (route) => {
    const response = await route.fetch();
    const { 'clear-site-data': _, ...headers } = response.headers();
    await route.fulfill({ response, headers });
  });
  const other = await openTab(page.context());
  await other.evaluate(() => window.client.restore());
  await openClientPage(page);
  await comeBack(page, () => other.evaluate(() => window.client.logout()));
  expect(await painted(page)).toEqual([true, 'nobody']);
  await expect.poll(() => stateOf(page)).toMatch(/^anonymous/);
  expect(await page.locator('body').textContent()).not.toContain(username);
});

test('and the same person again, if that is who is there', async ({ page }) => {
  const { username } = await register(page);
  await openClientPage(page);
  await comeBack(page, async () => undefined);
  expect((await painted(page))?.[0]).toBe(true);
  await expect.poll(() => stateOf(page)).toBe(`authenticated ${username}`);
});

test('a page that goes into the cache in mid-refresh lets go of the lock', async ({ page }) => {
  const { username } = await register(page);
  const context = page.context();
  const other = await openTab(context);
  await openClientPage(page);
  // The other tab has the token of the page that was left, as long as it is good.
  await page.waitForTimeout(accessTokenSeconds * 1000 + 500);
  await context.route('**/users/token/', () => undefined, { times: 1 });
  const asked = context.waitForEvent('request', (request) => request.url().endsWith('/users/token/'));
  await page.evaluate(async (module) => {
    const { createAuthClient } = (await import(module)) as typeof import('safejwt-js');
    window.client = createAuthClient();
    window.addEventListener('pageshow', ({ persisted }) => Object.assign(window, { painted: [persisted] }));
    void window.client.restore();
  }, clientModule);
  await asked;
  const held = () => other.evaluate(async () => (await navigator.locks.query()).held?.map(({ name }) => name));
  expect(await held()).toHaveLength(1);

  // A page without a client, so that whatever is held then is held by the one that was left.
  await page.goto(`${new URL(page.url()).pathname}?without-a-client`);
  expect(await held()).toEqual([]);
  await page.evaluate(() => history.back());
  await expect.poll(() => painted(page).catch(() => null)).toEqual([true]);
  await expect.poll(() => stateOf(page)).toBe(`authenticated ${username}`);
});
