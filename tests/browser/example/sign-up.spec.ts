import { expect, test } from '@playwright/test';
import { expectGood } from './good.ts';
import { codeInEmail } from './mailbox.ts';
import { expectHeading, expectLoggedIn, expectMethods, newUser, signUp } from './user.ts';

test('a user signs up with a password, and confirms the email address', async ({ page }) => {
  const user = newUser();
  await page.goto('/');
  await expectGood(page, 'home');
  await page.getByRole('link', { name: 'Create an account' }).click();
  await page.getByLabel('Email').fill(user.email);
  await page.getByLabel('Password', { exact: true }).fill('too short');
  await page.getByRole('button', { name: 'Create account' }).click();
  await expect(page.getByLabel('Password', { exact: true })).toHaveAttribute('aria-invalid', 'true');
  await expectGood(page, 'register');

  await page.getByLabel('Password', { exact: true }).fill(user.password);
  await page.getByRole('button', { name: 'Create account' }).click();
  await expectHeading(page, 'Confirm your email address');
  const code = page.getByLabel('Code from the email');
  await code.fill('AAAA-AAAA');
  await page.getByRole('button', { name: 'Confirm' }).click();
  await expect(code).toHaveAttribute('aria-invalid', 'true');
  await expectGood(page, 'verify-email');

  await page.getByRole('button', { name: 'Send another code' }).click();
  await expect(page.getByText('Another code is on its way.')).toBeVisible();
  await code.fill(await codeInEmail(page.request, user.email));
  await page.getByRole('button', { name: 'Confirm' }).click();
  await expectLoggedIn(page, user);
  await page.reload();
  await expectLoggedIn(page, user);
  await expectMethods(page, '');
});

test('a sign-up with an address that has an account does not say so', async ({ page, browser, baseURL }) => {
  const other = await browser.newContext({ baseURL: baseURL ?? '' });
  const { email } = await signUp(other);
  await other.close();
  await page.goto('/register');
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(newUser().password);
  await page.getByRole('button', { name: 'Create account' }).click();
  await expectHeading(page, 'Confirm your email address');
  await page.getByRole('button', { name: 'Cancel' }).click();
  await expectHeading(page, 'Create your account');
});
