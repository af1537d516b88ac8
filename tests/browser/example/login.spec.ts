import { expect, test } from '@playwright/test';
import { expectGood } from './good.ts';
import { codeInEmail, linkInEmail } from './mailbox.ts';
import { expectHeading, expectLoggedIn, expectMethods, logIn, logOut, newUser, signUp, submitLogin } from './user.ts';

test('a user logs in with a password, and out', async ({ context, page }) => {
  const user = await signUp(context);
  await page.goto('/');
  await logOut(page);
  await page.getByRole('banner').getByRole('link', { name: 'Log in' }).click();
  await submitLogin(page, { ...user, password: 'not the password' });
  await expect(page.getByLabel('Password', { exact: true })).toHaveAttribute('aria-invalid', 'true');
  await expectGood(page, 'login');

  await page.goto('/account/security');
  await submitLogin(page, user);
  await expectHeading(page, 'Your account');
  await expectMethods(page, 'Password');
  await logOut(page);
  await page.reload();
  await expect(page.getByText('You are not logged in.')).toBeVisible();
});

test('a user logs in with a mailed code', async ({ context, page }) => {
  const user = await signUp(context);
  await page.goto('/');
  await logOut(page);
  await page.goto('/login');
  await page.getByRole('link', { name: 'Log in with a code' }).click();
  await expectGood(page, 'code-request');
  await page.getByLabel('Email').fill(user.email);
  await page.getByRole('button', { name: 'Send the code' }).click();
  await expectHeading(page, 'Enter the code');
  await page.getByLabel('Code from the email').fill('AAAA-AAAA');
  await page.getByRole('button', { name: 'Log in' }).click();
  await expect(page.getByLabel('Code from the email')).toHaveAttribute('aria-invalid', 'true');
  await expectGood(page, 'code');
  await page.getByLabel('Code from the email').fill(await codeInEmail(page.request, user.email));
  await page.getByRole('button', { name: 'Log in' }).click();
  await expectLoggedIn(page, user);
  await expectMethods(page, '');
});

test('a user resets the password, which logs out all devices', async ({ context, page, browser, baseURL }) => {
  const user = await signUp(context);
  const other = await browser.newContext({ baseURL: baseURL ?? '' });
  const elsewhere = await other.newPage();
  await elsewhere.goto('/login');
  await elsewhere.getByRole('link', { name: 'Forgot your password?' }).click();
  await expectGood(elsewhere, 'forgot-password');
  await elsewhere.getByLabel('Email').fill(user.email);
  await elsewhere.getByRole('button', { name: 'Send the link' }).click();
  await expectHeading(elsewhere, 'Check your email');
  await expectGood(elsewhere, 'forgot-password-sent');

  const link = await linkInEmail(elsewhere.request, user.email);
  await elsewhere.goto(link);
  const newPassword = elsewhere.getByLabel('New password', { exact: true });
  await newPassword.waitFor();
  expect(elsewhere.url()).not.toContain('#');
  await expectGood(elsewhere, 'reset-password');
  const password = newUser().password;
  await newPassword.fill(password);
  await elsewhere.getByRole('button', { name: 'Save the new password' }).click();
  await expectHeading(elsewhere, 'Log in');
  await page.goto(link);
  await expectHeading(page, 'This link does not work any more');
  await submitLogin(elsewhere, { ...user, password });
  await expectLoggedIn(elsewhere, user);
  await other.close();

  await page.goto('/');
  await expect(page.getByText('You are not logged in.')).toBeVisible();
  await logIn(page, user);
  await expect(page.getByLabel('Password', { exact: true })).toHaveAttribute('aria-invalid', 'true');
});

test('a link that was changed says so when it opens', async ({ page }) => {
  await page.goto('/reset-password#token=any');
  await expectHeading(page, 'This link does not work any more');
  await expectGood(page, 'reset-password-failed');
  await page.getByRole('link', { name: 'Ask for a new link' }).click();
  await expect(page).toHaveURL('/forgot-password');
});
