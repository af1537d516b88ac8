import { expect, test } from '@playwright/test';
import { expectGood } from './good.ts';
import { confirmByEmail, expectHeading, expectLoggedIn, logIn, newUser, signUp } from './user.ts';

test('a user changes the password, which logs out the other devices', async ({ context, page, browser, baseURL }) => {
  const user = await signUp(context);
  const other = await browser.newContext({ baseURL: baseURL ?? '' });
  const elsewhere = await other.newPage();
  await logIn(elsewhere, user);
  await expectLoggedIn(elsewhere, user);

  await page.goto('/account/security');
  const form = page.getByRole('form', { name: 'Change password' });
  await form.getByLabel('Current password').fill('not the password');
  await form.getByLabel('New password', { exact: true }).fill('too short');
  await form.getByRole('button', { name: 'Change password' }).click();
  await expect(form.getByLabel('Current password')).toHaveAttribute('aria-invalid', 'true');
  const password = newUser().password;
  await form.getByLabel('Current password').fill(user.password);
  await form.getByLabel('New password', { exact: true }).fill(password);
  await form.getByRole('button', { name: 'Change password' }).click();
  await expect(page.getByText('Your password has been changed.')).toBeVisible();
  await page.reload();
  await expectHeading(page, 'Your account');
  await elsewhere.reload();
  await expect(elsewhere.getByText('You are not logged in.')).toBeVisible();
  await logIn(elsewhere, { ...user, password });
  await expectLoggedIn(elsewhere, user);
  await other.close();
});

test('a user logs out another device', async ({ context, page, browser, baseURL }) => {
  const user = await signUp(context);
  const other = await browser.newContext({ baseURL: baseURL ?? '' });
  const elsewhere = await other.newPage();
  await logIn(elsewhere, user);
  await expectLoggedIn(elsewhere, user);
  await page.goto('/account/devices');
  const devices = page.getByRole('list', { name: 'Devices' }).getByRole('listitem');
  await expect(devices).toHaveCount(2);
  await expect(devices.filter({ hasText: 'Password' })).toHaveCount(1);
  await expectGood(page, 'devices');
  await devices.getByRole('button').click();
  await expect(devices).toHaveCount(1);
  await elsewhere.reload();
  await expect(elsewhere.getByText('You are not logged in.')).toBeVisible();
  await other.close();
});

test('a user without a password confirms a change with a mailed code', async ({ page }) => {
  const user = newUser();
  await page.goto('/login');
  await page.getByRole('button', { name: 'Continue with Local ID' }).click();
  // The page of the app has such a field and such a button, too.
  await expectHeading(page, 'Local ID');
  await page.getByLabel('Email').fill(user.email);
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByRole('button', { name: 'Authorize' }).click();
  await expectLoggedIn(page, user);

  await page.goto('/account/security');
  await page.getByLabel('New password', { exact: true }).fill(user.password);
  await page.getByRole('button', { name: 'Set a password' }).click();
  await expect(page.getByRole('dialog', { name: 'Confirm it’s you' })).toBeVisible();
  await expectGood(page, 'reauthentication-code');
  await confirmByEmail(page, user);
  await expect(page.getByText('Your password has been changed.')).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Change password' })).toBeVisible();
});

test('a page says when the list cannot be loaded, and tries again', async ({ context, page }) => {
  await signUp(context);
  await page.route('**/account/authenticators', (route) => route.fulfill({ status: 503, json: {} }));
  await page.goto('/account/security');
  const retry = page.getByRole('button', { name: 'Try again' });
  await expect(retry).toBeVisible({ timeout: 30_000 });
  await expectGood(page, 'security-failure');
  await page.unroute('**/account/authenticators');
  await retry.click();
  await expect(page.getByRole('region', { name: 'Passkeys' })).toBeVisible({ timeout: 30_000 });
});
