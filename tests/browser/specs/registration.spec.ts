import { expect, test } from '@playwright/test';
import { Traffic } from '../app/traffic.ts';
import { expectSignedIn, expectSignedOut, newUser, register, submitLogin, submitRegistration } from '../app/user.ts';
import { createAccount } from '../server/accounts.ts';
import { sessionRows } from '../server/database.ts';

test('registration signs the user in with one request and one row', async ({ page }) => {
  const traffic = new Traffic(page);
  const user = await register(page);
  expect(traffic.lines.filter((line) => line === 'POST  201')).toHaveLength(1);
  expect(traffic.countOf('login/')).toBe(0);
  expect(sessionRows(user.username)).toHaveLength(1);
});

test('a username that is taken shows an error at its field and signs no one in', async ({ page }) => {
  const taken = await createAccount('development');
  await page.goto('/register');
  await submitRegistration(page, { ...newUser(), username: taken.username });
  const form = page.getByRole('form', { name: 'Create your account' });
  await expect(form.getByLabel('Username')).toHaveAccessibleDescription(/is taken/);
  await expect(form.getByLabel('Username')).toBeFocused();
  await expectSignedOut(page);
  expect(sessionRows(taken.username)).toHaveLength(1);
});

test('registration redirects back to the protected page', async ({ page }) => {
  await page.goto('/account');
  await page.getByRole('link', { name: 'Create one' }).click();
  const user = newUser();
  await submitRegistration(page, user);
  await expectSignedIn(page, user);
  await expect(page.getByRole('heading', { level: 1, name: 'Your account' })).toBeVisible();
});

test('a user whose address is not in ASCII logs in with it as it was typed', async ({ context, page }) => {
  const user = newUser();
  const email = `${user.username}@müller.example`;
  await register(page, { ...user, email });
  await page.goto('/account/email');
  await expect(page.getByRole('main')).toContainText(`Your address is ${email}.`);
  await context.clearCookies();
  await page.goto('/forgot-password');
  await page.getByLabel('Email').fill(email);
  await expect(page.getByLabel('Email')).toHaveValue(email);
  await page.goto('/login');
  await submitLogin(page, { ...user, username: email });
  await expectSignedIn(page, user);
});
