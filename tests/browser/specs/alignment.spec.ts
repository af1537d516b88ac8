import { expect, type Locator, test } from '@playwright/test';
import { respondWith } from '../app/pages.ts';
import { newUser, signIn, signUp } from '../app/user.ts';
import { linkInEmail } from '../server/mailbox.ts';

async function box(element: Locator) {
  await expect(element).toBeVisible();
  const found = await element.boundingBox();
  if (!found) throw new Error('There is no box.');
  return found;
}

for (const width of [1440, 1024]) {
  for (const language of ['en', 'de']) {
    test(`the cards on the home page stand at the same heights: ${width}, ${language}`, async ({ context, page }) => {
      await signUp(context);
      await context.addInitScript((language) => localStorage.setItem('language', language), language);
      await page.setViewportSize({ width, height: 900 });
      await page.goto('/');
      await expect(page.getByRole('main').getByRole('button')).toBeVisible();
      const parts = ['h3', 'h3 + p', 'dl', 'dl div:last-child'];
      for (const part of parts) {
        const tops = await page
          .locator(`main li ${part}`)
          .evaluateAll((all) => all.map((one) => one.getBoundingClientRect().top));
        expect(tops, part).toHaveLength(3);
        expect(new Set(tops.map(Math.round)).size, part).toBe(1);
      }
      // The card of the session ends below its button, as far as it begins above its heading.
      const button = await box(page.getByRole('main').getByRole('button'));
      const card = await box(page.getByRole('main').getByRole('region').first());
      const heading = await box(page.getByRole('main').getByRole('heading', { level: 2 }).first());
      const below = card.y + card.height - button.y - button.height;
      expect(Math.abs(below - (heading.y - card.y))).toBeLessThanOrEqual(2);
    });
  }
}

test('the error of the protected call stands apart from its button', async ({ context, page }) => {
  await signUp(context);
  await page.goto('/');
  await respondWith(page, 'GET', 'auth/', 403, { detail: 'No.', code: 'permission_denied' });
  const call = page.getByRole('main').getByRole('button');
  await call.click();
  const [button, error] = [await box(call), await box(page.getByRole('main').getByRole('alert'))];
  expect(error.y - button.y - button.height).toBeGreaterThanOrEqual(8);
});

test('the success of a password reset stands above the login form, as wide as the form', async ({ page, context }) => {
  const user = await signUp(context);
  await context.clearCookies();
  await page.goto('/forgot-password');
  await page.getByLabel('Email').fill(user.email);
  await page.keyboard.press('Enter');
  await page.goto(await linkInEmail(page.request, user.email, /choose a new password/));
  await page.getByLabel('New password', { exact: true }).fill(newUser().password);
  await page.keyboard.press('Enter');
  const notice = await box(page.getByRole('main').getByRole('alert'));
  const form = await box(page.getByRole('form', { name: 'Log in' }).locator('..'));
  await expect(page.getByRole('main').getByRole('alert')).toContainText('Your password has been changed.');
  expect([notice.x, notice.width]).toEqual([form.x, form.width]);
  expect(notice.y + notice.height).toBeLessThan(form.y);
});

test('the notice of an ended session is as wide as the form below it', async ({ browser, context, page }) => {
  const user = await signUp(context);
  await page.goto('/account/profile');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  const other = await (await browser.newContext()).newPage();
  await signIn(other.context(), user);
  await other.goto('/account/devices');
  await other.getByRole('button', { name: 'Log out all other devices' }).click();
  await expect(other.getByText('All other devices have been logged out.')).toBeVisible();
  await page.reload();
  // First the form: until its page has loaded, the notice is on a wider one.
  const form = await box(page.getByRole('form', { name: 'Log in' }).locator('..'));
  const notice = await box(page.getByRole('alert').filter({ hasText: 'You have been logged out' }));
  expect([notice.x, notice.width]).toEqual([form.x, form.width]);
});

for (const reducedMotion of ['reduce', 'no-preference'] as const) {
  test(`the spinner of a button is in its middle, with reduced motion: ${reducedMotion}`, async ({ page }) => {
    await page.emulateMedia({ reducedMotion });
    await page.route('**/users/login/', () => {});
    await page.goto('/login');
    await page.getByLabel('Username or email').fill('somebody');
    await page.getByLabel('Password', { exact: true }).fill('several words');
    const button = page.getByRole('main').getByRole('button', { name: 'Log in' });
    await button.click();
    await expect(button).toHaveAttribute('aria-disabled', 'true');
    await expect
      .poll(async () => Math.round(await distance(button, button.locator('.mantine-Loader-root'))))
      .toBeLessThanOrEqual(2);
  });
}

/** Pixels between the centres of both. */
async function distance(one: Locator, other: Locator) {
  const [a, b] = [await box(one), await box(other)];
  return Math.hypot(a.x + a.width / 2 - b.x - b.width / 2, a.y + a.height / 2 - b.y - b.height / 2);
}

test('the error of the protected call does not touch its button', async ({ context, page }) => {
  await signUp(context);
  await page.goto('/');
  const button = page.getByRole('button', { name: 'Call the protected API' });
  await expect(button).toBeVisible();
  await page.route('**/users/auth/', (route) => route.fulfill({ status: 500 }));
  await button.click();
  const above = await box(button);
  const below = await box(page.getByRole('main').getByRole('alert'));
  expect(below.y - above.y - above.height).toBeGreaterThanOrEqual(8);
});
