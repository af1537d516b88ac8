import { expect, test } from '@playwright/test';
import { respondWith } from '../app/pages.ts';
import { newUser, signUp, submitLogin } from '../app/user.ts';

/** A phone on its side. */
test.use({ viewport: { width: 640, height: 360 } });

test('the reason for a refused login is in sight', async ({ page }) => {
  await page.goto('/login');
  await submitLogin(page, { username: newUser().username, password: 'not the password' });
  const reason = page.getByRole('form').getByRole('alert');
  await expect(reason).toBeInViewport({ ratio: 1 });
  // The bar does not cover it.
  const bar = await page.getByRole('banner').boundingBox();
  expect((await reason.boundingBox())?.y ?? 0).toBeGreaterThanOrEqual(bar?.height ?? 0);
});

test('what fails to load does not scroll the page', async ({ context, page }) => {
  await signUp(context);
  await respondWith(page, 'GET', 'sessions/', 403, { detail: 'No.', code: 'permission_denied' });
  await page.goto('/account/devices');
  await expect(page.getByRole('button', { name: 'Try again' })).toBeVisible();
  expect(await page.evaluate(() => scrollY)).toBe(0);
});

test('a requested email change is in sight', async ({ context, page }) => {
  await signUp(context);
  await page.goto('/account/email');
  const { email } = newUser();
  await page.getByLabel('New email address').fill(email);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('status').filter({ hasText: email })).toBeInViewport({ ratio: 1 });
  await expect(page.getByRole('button', { name: 'Cancel this change' })).toBeInViewport({ ratio: 1 });
});

test('a failed logout is in sight, wherever the page was', async ({ context, page }) => {
  await signUp(context);
  await page.route('**/users/logout/', (route) => route.abort());
  await page.goto('/');
  await page.getByRole('button', { name: 'Open menu' }).click();
  await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
  // Playwright would scroll to the place of the sticky bar.
  await page.getByRole('button', { name: 'Log out', exact: true }).dispatchEvent('click');
  await expect(page.getByText('You are still logged in.')).toBeInViewport({ ratio: 1 });
  const retry = page.getByRole('banner').locator('~ [role=alert]').getByRole('button', { name: 'Try again' });
  // A visible focus on the red banner.
  await retry.focus();
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Tab');
  await expect(retry).toBeFocused();
  await expect(retry).toHaveCSS('outline-color', 'rgb(255, 255, 255)');
});
