import { expect, test } from '@playwright/test';
import { tabTo, type } from '../app/keyboard.ts';
import { expectSignedIn, expectSignedOut, newUser, signUp } from '../app/user.ts';
import { createAccount } from '../server/accounts.ts';
import { linkInEmail } from '../server/mailbox.ts';

test('login and logout work without a mouse', async ({ page }) => {
  const user = await createAccount('development');
  await page.goto('/');

  await tabTo(page, page.getByRole('banner').getByRole('link', { name: 'Log in' }));
  await page.keyboard.press('Enter');
  const form = page.getByRole('form', { name: 'Log in' });
  await expect(form).toBeVisible();

  await tabTo(page, form.getByLabel('Username or email'));
  await page.keyboard.type(user.username);
  await tabTo(page, form.getByLabel('Password', { exact: true }));
  await page.keyboard.type(user.password);
  await page.keyboard.press('Enter');
  await expectSignedIn(page, user);

  await tabTo(page, page.getByRole('button', { name: `Account menu of ${user.username}` }));
  await page.keyboard.press('Enter');
  const logOutItem = page.getByRole('menuitem', { name: 'Log out' });
  await expect(logOutItem).toBeVisible();
  for (let presses = 0; presses < 5; presses += 1) {
    if (await logOutItem.evaluate((element) => element === document.activeElement)) break;
    await page.keyboard.press('ArrowDown');
  }
  await expect(logOutItem).toBeFocused();
  await page.keyboard.press('Enter');
  await expectSignedOut(page);
});

test('the first Tab reaches the link that skips to the content', async ({ page }) => {
  await page.goto('/');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await page.keyboard.press('Tab');
  const skip = page.getByRole('link', { name: 'Skip to content' });
  await expect(skip).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('main')).toBeFocused();
});

test('registration works without a mouse, and so does showing the password', async ({ page }) => {
  const user = newUser();
  await page.goto('/register');
  const form = page.getByRole('form', { name: 'Create your account' });
  await expect(form).toBeVisible();
  await type(page, form.getByLabel('Username'), user.username);
  await type(page, form.getByLabel('Email'), user.email);
  await type(page, form.getByLabel('Password', { exact: true }), user.password);
  await tabTo(page, form.getByRole('button', { name: 'Show password' }));
  await page.keyboard.press('Space');
  await expect(form.getByLabel('Password', { exact: true })).toHaveAttribute('type', 'text');
  await tabTo(page, form.getByRole('button', { name: 'Create account' }));
  await page.keyboard.press('Enter');
  await expectSignedIn(page, user);
});

test('a password reset works without a mouse', async ({ page }) => {
  const user = await createAccount('development');
  await page.goto('/login');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await tabTo(page, page.getByRole('link', { name: 'Forgot your password?' }));
  await page.keyboard.press('Enter');
  await type(page, page.getByLabel('Email'), user.email);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Check your email' })).toBeFocused();

  await page.goto(await linkInEmail(page.request, user.email, /choose a new password/));
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await type(page, page.getByLabel('New password', { exact: true }), newUser().password);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Log in' })).toBeFocused();
});

test('the menus for language and color scheme work without a mouse', async ({ page }) => {
  await page.goto('/login');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await tabTo(page, page.getByRole('button', { name: 'Color scheme: System' }));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('menuitemradio', { name: 'Light' })).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'dark');
  // The focus returns a moment after the choice takes effect.
  await expect(page.getByRole('button', { name: 'Color scheme: Dark' })).toBeFocused();
  await page.keyboard.press('Shift+Tab');
  await expect(page.getByRole('button', { name: 'Language: English' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('menuitemradio', { name: 'English' })).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(page.locator('html')).toHaveAttribute('lang', 'de');
  await expect(page.getByRole('button', { name: 'Sprache: Deutsch' })).toBeFocused();
});

test('repeated calls of the protected API work without a mouse', async ({ context, page }) => {
  await signUp(context);
  await page.goto('/');
  const call = page.getByRole('button', { name: 'Call the protected API' });
  await tabTo(page, call);
  for (let calls = 0; calls < 2; calls += 1) {
    const response = page.waitForResponse('**/users/auth/');
    await page.keyboard.press('Enter');
    await response;
    await expect(page.getByText(/The API answered in \d+ ms/)).toBeVisible();
    await expect(call).toBeFocused();
    await expect(call).not.toHaveAttribute('aria-disabled', 'true');
  }
});

test('the menu of a phone works without a mouse', async ({ context, page }) => {
  await signUp(context);
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto('/');
  const open = page.getByRole('button', { name: 'Open menu' });
  const menu = page.getByRole('navigation', { name: 'Menu' });
  await tabTo(page, open);
  await page.keyboard.press('Enter');
  await tabTo(page, menu.getByRole('link', { name: 'Account' }));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Your account' })).toBeFocused();
  await expect(menu).toHaveCount(0);

  await page.goto('/');
  await tabTo(page, open);
  await page.keyboard.press('Space');
  await tabTo(page, menu.getByRole('button', { name: 'Log out' }));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert').filter({ hasText: 'You have logged out.' })).toBeVisible();
  await expect(menu).toHaveCount(0);
  await expect(open).toBeFocused();
});
