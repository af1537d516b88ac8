import { expect, test } from '@playwright/test';
import { expectSignedOut, newUser, submitLogin } from '../app/user.ts';
import { createAccount } from '../server/accounts.ts';
import { sessionRows } from '../server/database.ts';

test('a wrong password shows an error and starts no session', async ({ context, page }) => {
  const user = await createAccount('development');
  const before = sessionRows(user.username);
  await page.goto('/login');
  await submitLogin(page, { ...user, password: 'not the password' });
  await expect(page.getByRole('form', { name: 'Log in' }).getByRole('alert')).toBeVisible();
  await expect(page).toHaveURL('/login');
  await expectSignedOut(page);
  expect(sessionRows(user.username)).toEqual(before);
  expect((await context.cookies()).map(({ name }) => name)).not.toContain('refreshtoken');
});

test('an unknown username and a wrong password show the same error', async ({ page }) => {
  const user = await createAccount('development');
  await page.goto('/login');
  const alert = page.getByRole('form', { name: 'Log in' }).getByRole('alert');
  await submitLogin(page, { ...user, password: 'not the password' });
  const wrong = await alert.innerText();
  await page.reload();
  await submitLogin(page, newUser());
  await expect(alert).toHaveText(wrong);
});

test('the right password signs in after a wrong one', async ({ page }) => {
  const user = await createAccount('development');
  await page.goto('/login');
  await submitLogin(page, { ...user, password: 'not the password' });
  await expect(page.getByRole('form', { name: 'Log in' }).getByRole('alert')).toBeVisible();
  await submitLogin(page, user);
  await expect(page.getByRole('button', { name: `Account menu of ${user.username}` })).toBeVisible();
});
