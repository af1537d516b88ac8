import { expect, test } from '@playwright/test';
import { sessionRows } from '../database.ts';
import { expectSignedOut, logOut, newPerson, register, submitLogin } from '../person.ts';

test('a wrong password is told on the page, and nothing else happens', async ({ context, page }) => {
  const person = await register(page);
  await logOut(page, person);
  await page.goto('/login');
  await submitLogin(page, { ...person, password: 'not the password' });
  await expect(page.getByRole('form', { name: 'Log in' }).getByRole('alert')).toBeVisible();
  await expect(page).toHaveURL('/login');
  await expectSignedOut(page);
  expect(sessionRows(person.username)).toEqual([]);
  expect((await context.cookies()).map(({ name }) => name)).not.toContain('refreshtoken');
});

test('an unknown name and a wrong password are told in the same words', async ({ page }) => {
  const person = await register(page);
  await logOut(page, person);
  await page.goto('/login');
  const alert = page.getByRole('form', { name: 'Log in' }).getByRole('alert');
  await submitLogin(page, { ...person, password: 'not the password' });
  const wrong = await alert.innerText();
  await page.reload();
  await submitLogin(page, newPerson());
  await expect(alert).toHaveText(wrong);
});

test('after a wrong password the right one signs in', async ({ page }) => {
  const person = await register(page);
  await logOut(page, person);
  await page.goto('/login');
  await submitLogin(page, { ...person, password: 'not the password' });
  await expect(page.getByRole('form', { name: 'Log in' }).getByRole('alert')).toBeVisible();
  await submitLogin(page, person);
  await expect(page.getByRole('button', { name: `Account menu of ${person.username}` })).toBeVisible();
});
