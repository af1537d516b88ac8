import { expect, type Page, test } from '@playwright/test';
import { expectAccessible } from '../app/axe.ts';
import { respondWith, sectionLink } from '../app/pages.ts';
import { newUser, register, signUp, submitLogin, submitRegistration } from '../app/user.ts';

const phone = { width: 390, height: 844 };

test.slow(); // Many states each, one after the other, instead of one start of the app for each.

test('forms, their errors and their responses are accessible', async ({ page }) => {
  await page.goto('/login');
  await page.getByRole('form', { name: 'Log in' }).getByRole('button', { name: 'Log in' }).click();
  await expect(page.getByLabel('Username or email')).toHaveAttribute('aria-invalid', 'true');
  await expectAccessible(page, 'login, nothing entered');
  await submitLogin(page, { username: newUser().username, password: 'not the password' });
  await expect(page.getByRole('form', { name: 'Log in' }).getByRole('alert')).toBeVisible();
  await expectAccessible(page, 'login, refused');

  await page.goto('/register');
  await submitRegistration(page, { ...newUser(), password: 'passwordpassword' });
  await expect(page.getByLabel('Password', { exact: true })).toHaveAttribute('aria-invalid', 'true');
  await page.getByRole('button', { name: 'Show password' }).click();
  await expectAccessible(page, 'register, password refused and shown');
  await respondWith(page, 'POST', '', 202, { detail: 'Sent.' });
  await page.getByRole('form').getByRole('button', { name: 'Create account' }).click();
  await expectHeading(page, 'Check your email');
  await expectAccessible(page, 'register, email sent');

  await page.goto('/forgot-password');
  await page.getByLabel('Email').fill(newUser().email);
  await page.getByRole('button', { name: 'Send the link' }).click();
  await expectHeading(page, 'Check your email');
  await expectAccessible(page, 'forgot password, email sent');

  await page.goto('/reset-password#token=any');
  await expectHeading(page, 'This link does not work any more');
  await expectAccessible(page, 'reset password, old link');

  await respondWith(page, 'POST', 'email/verify/', 503, { detail: 'Busy.', code: 'service_unavailable' });
  await page.goto('/verify-email#token=any');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expectAccessible(page, 'verify email, outage');
  await respondWith(page, 'POST', 'email/verify/', 403, { detail: 'Enter the password.', code: 'password_required' });
  await page.goto('/verify-email#token=other');
  await expect(page.getByLabel('Password', { exact: true })).toBeVisible();
  await expectAccessible(page, 'verify email, password required');
  await respondWith(page, 'POST', 'email/verify/', 200, { email: newUser().email });
  await page.reload();
  await page.goto('/verify-email#token=another');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expectAccessible(page, 'verify email, done');
});

test('menus and messages are accessible', async ({ context, page }) => {
  await page.goto('/');
  await page.getByRole('button', { name: 'Language: English' }).click();
  await expect(page.getByRole('menuitemradio', { name: 'Deutsch' })).toBeVisible();
  await expectAccessible(page, 'language menu');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Color scheme: System' }).click();
  await expect(page.getByRole('menuitemradio', { name: 'Dark' })).toBeVisible();
  await expectAccessible(page, 'color scheme menu');
  await page.keyboard.press('Escape');
  await page.setViewportSize(phone);
  await page.getByRole('button', { name: 'Open menu' }).click();
  await expectAccessible(page, 'panel on a phone');

  await page.setViewportSize({ width: 1280, height: 800 });
  const user = await register(page);
  await page.getByRole('button', { name: `Account menu of ${user.username}` }).click();
  await expect(page.getByRole('menuitem', { name: 'Log out' })).toBeVisible();
  await expectAccessible(page, 'account menu, and a message');
  await page.keyboard.press('Escape');
  await context.setOffline(true);
  await expect(page.getByRole('status').filter({ hasText: 'You’re offline' })).toBeVisible();
  await expectAccessible(page, 'offline');
  await context.setOffline(false);

  await page.setViewportSize(phone);
  await page.goto('/account/activity');
  await expect(page.getByRole('listitem').first()).toBeVisible();
  // The last element to appear.
  await expect(page.getByRole('note')).toBeVisible();
  await page.getByRole('button', { name: 'Open menu' }).click();
  await expectAccessible(page, 'activity and panel on a phone');
});

test('dialogs and errors of the account are accessible', async ({ context, page }) => {
  const user = await signUp(context);
  await page.goto('/account/password');
  await page.getByLabel('Current password').fill('not the password');
  await page.getByLabel('New password', { exact: true }).fill('passwordpassword');
  await page.getByRole('button', { name: 'Change password' }).click();
  await expect(page.getByLabel('Current password')).toHaveAttribute('aria-invalid', 'true');
  await expectAccessible(page, 'password, refused');

  await respondWith(page, 'GET', 'events/', 403, { detail: 'No.', code: 'permission_denied' });
  await sectionLink(page, 'Activity').click();
  await expect(page.getByRole('button', { name: 'Try again' })).toBeVisible();
  await expectAccessible(page, 'activity, refused');

  const required = { detail: 'Enter your password.', code: 'reauthentication_required' };
  await respondWith(page, 'DELETE', 'account/', 403, required);
  await sectionLink(page, 'Data and deletion').click();
  await page.getByLabel(`Type ${user.username} to confirm`).fill(user.username);
  await page.getByRole('button', { name: 'Delete my account' }).click();
  const dialog = page.getByRole('dialog', { name: 'Confirm it’s you' });
  await expect(dialog.getByLabel('Password', { exact: true })).toBeFocused();
  await expectAccessible(page, 'password dialog');
  await dialog.getByLabel('Password', { exact: true }).fill('not the password');
  await page.keyboard.press('Enter');
  await expect(dialog.getByLabel('Password', { exact: true })).toHaveAttribute('aria-invalid', 'true');
  await expectAccessible(page, 'password dialog, refused');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('alert').filter({ hasText: 'Nothing was changed.' })).toBeVisible();
  await expectAccessible(page, 'deleting, not confirmed');

  await page.route('**/users/**', (route) => route.abort());
  await page.goto('/account/profile');
  await expectHeading(page, 'The server cannot be reached');
  await expectAccessible(page, 'server unreachable');
  await page.goto('/');
  await expect(page.getByText('we do not know yet whether you are logged in')).toBeVisible();
  await expectAccessible(page, 'home, server unreachable');

  await page.unroute('**/users/**');
  await page.route(/\/assets\/account-[^/]+\.js$/, (route) => route.abort());
  await page.goto('/account/profile');
  await expectHeading(page, 'This page could not be loaded');
  await expectAccessible(page, 'page that fails to load');
});

test('a failed logout and an email that is sent again are accessible', async ({ context, page }) => {
  const user = await signUp(context);
  await page.goto('/account/profile');
  await page.getByRole('button', { name: 'Email me a link' }).click();
  await expect(page.getByRole('button', { name: /^Sent\./ })).toBeVisible();
  await expectAccessible(page, 'email sent again');
  await page.route('**/users/logout/', (route) => route.abort());
  await page.getByRole('button', { name: `Account menu of ${user.username}` }).click();
  await page.getByRole('menuitem', { name: 'Log out' }).click();
  await expect(page.getByText('You are still logged in.')).toBeVisible();
  await expectAccessible(page, 'failed logout');
});

async function expectHeading(page: Page, name: string): Promise<void> {
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
}
