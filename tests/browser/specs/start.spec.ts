import { expect, type Page, test } from '@playwright/test';
import { Traffic } from '../app/traffic.ts';
import { expectSignedIn, signUp } from '../app/user.ts';

const app = /\/assets\/index-[^/]+\.js$/;
const appAndStyles = /\/assets\/(index|vendor)-[^/]+\.(js|css)$/;
const accountPage = /\/assets\/account-page-[^/]+\.js$/;

/** Counts the documents that the page loads from now on. */
function countLoads(page: Page): () => number {
  let loads = 0;
  page.on('request', (request) => {
    if (request.isNavigationRequest()) loads += 1;
  });
  return () => loads;
}

for (const [locale, loading] of Object.entries({ 'en-GB': 'Loading…', 'de-AT': 'Wird geladen …' })) {
  test.describe(() => {
    test.use({ locale });

    test(`on a slow line the logo stays, and the page says that it is loading: ${locale}`, async ({ page }) => {
      let arrive = () => {};
      const arrived = new Promise<void>((resolve) => {
        arrive = resolve;
      });
      await page.route(app, async (route) => {
        await arrived;
        await route.continue();
      });
      const icons: string[] = [];
      page.on('request', (request) => {
        if (request.resourceType() === 'image') icons.push(request.url());
      });
      await page.goto('/login', { waitUntil: 'commit' });
      await expect(page.getByText(loading)).toBeVisible();
      await expect(page.getByText(/Loading…|Wird geladen …/).filter({ visible: true })).toHaveCount(1);
      const logo = page.locator('#root svg').first();
      const first = await logo.boundingBox();
      arrive();
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
      expect(await logo.boundingBox()).toEqual(first);
      // The logo is part of the page. It is never fetched, so it cannot be missing for a while.
      expect(icons).toEqual([]);
    });
  });
}

test('the session is restored while the app and its styles are still loading', async ({ context, page }) => {
  const user = await signUp(context);
  const traffic = new Traffic(page);
  let arrive = () => {};
  const arrived = new Promise<void>((resolve) => {
    arrive = resolve;
  });
  await page.route(appAndStyles, async (route) => {
    await arrived;
    await route.continue();
  });
  await page.goto('/', { waitUntil: 'commit' });
  await expect.poll(() => traffic.lines).toEqual(['POST token/ 200']);
  arrive();
  await expectSignedIn(page, user);
  expect(traffic.lines).toEqual(['POST token/ 200']);
});

test('a page whose file is missing reloads once by itself', async ({ context, page }) => {
  await signUp(context);
  await page.goto('/');
  const loads = countLoads(page);
  await context.route(accountPage, (route) => route.abort(), { times: 2 });
  await page.goto('/account/profile');
  await expect(page.getByRole('heading', { level: 1, name: 'Your account' })).toBeVisible();
  expect(loads()).toBe(2);
});

test('a file that stays missing is explained inside the layout, and the rest of the app works', async ({
  context,
  page,
}) => {
  await signUp(context);
  await context.route(accountPage, (route) => route.abort());
  const loads = countLoads(page);
  await page.goto('/account/profile');
  await expect(page.getByRole('main')).toContainText('Check your connection');
  expect(loads()).toBe(2);
  await page.getByRole('banner').getByRole('link', { name: 'Home', exact: true }).click();
  await expect(page.getByRole('button', { name: 'Call the protected API' })).toBeVisible();
  await context.unroute(accountPage);
  await page.getByRole('banner').getByRole('link', { name: 'Account', exact: true }).click();
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Your account' })).toBeVisible();
});

test('without a connection nothing reloads, so the page is not lost', async ({ context, page }) => {
  await context.route(/\/assets\/register-page-[^/]+\.js$/, (route) => route.abort());
  await page.goto('/login');
  await page.getByLabel('Username or email').fill('somebody');
  const loads = countLoads(page);
  await context.setOffline(true);
  await page.getByRole('link', { name: 'Create one' }).click();
  await expect(page.getByRole('main')).toContainText('Check your connection');
  expect(loads()).toBe(0);
});

test('a page that could not load without a connection comes by itself, with its styles', async ({ context, page }) => {
  const files = /\/assets\/home-page-/;
  await context.route(files, (route) => route.abort());
  await page.goto('/login');
  // In idle time the app fetches its other pages, and this one fails.
  await page.waitForEvent('requestfailed', (request) => files.test(request.url()));
  await context.setOffline(true);
  await page.getByRole('banner').getByRole('link', { name: 'Home', exact: true }).click();
  await expect(page.getByRole('main')).toContainText('Check your connection');
  await context.unroute(files);
  await context.setOffline(false);
  await expect(page.getByRole('heading', { name: 'Stay logged in, safely' })).toBeVisible();
  await expect(page.getByRole('main').getByRole('list').first()).toHaveCSS('list-style-type', 'none');
});

test('an app that does not load says so after one reload', async ({ context, page }) => {
  await context.route(app, (route) => route.abort());
  const loads = countLoads(page);
  await page.goto('/reset-password#token=any');
  await expect(page.getByText('Check your connection, then try again.')).toBeVisible();
  await expect(page.getByText('Loading…')).toBeHidden();
  expect(loads()).toBe(2);
  await context.unroute(app);
  await page.getByRole('button', { name: 'Try again' }).click();
  // With the token of the link.
  await expect(page.getByRole('heading', { level: 1, name: 'This link does not work any more' })).toBeVisible();
});

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(() => {
    test.use({ javaScriptEnabled: false, colorScheme, viewport: { width: 320, height: 600 } });

    test(`without JavaScript the page is readable: ${colorScheme}`, async ({ page }) => {
      await page.goto('/account');
      // Playwright finds no texts in <noscript>.
      const [text, german] = await page.locator('noscript p').all();
      if (!text || !german) throw new Error('There are not two languages.');
      await expect(text).toBeInViewport({ ratio: 1 });
      await expect(german).toBeInViewport({ ratio: 1 });
      await expect(page.getByText('Loading…')).toBeHidden();
      await expect(text).toHaveCSS('font-family', /system-ui/);
      await expect(text).toHaveCSS('color', colorScheme === 'dark' ? 'rgb(255, 255, 255)' : 'rgb(0, 0, 0)');
      await expect(page.locator('body')).toHaveCSS(
        'background-color',
        colorScheme === 'dark' ? 'rgb(18, 25, 23)' : 'rgb(244, 247, 247)',
      );
    });
  });
}

test('reduced motion is respected', async ({ context, page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await signUp(context);
  // Skeletons, a spinner and a dialog would move.
  await page.route('**/users/sessions/', () => {});
  await page.goto('/account/devices');
  await expect(page.getByRole('status', { name: /^Loading/ })).toBeVisible();
  await expect
    .poll(() => page.evaluate(() => document.getAnimations().filter(({ playState }) => playState === 'running').length))
    .toBe(0);
});
