import { expect, test } from '@playwright/test';
import { sessionRows } from '../database.ts';
import { expectSignedIn, logIn, logOut, register } from '../person.ts';

test('logging out on one device leaves the other signed in', async ({ browser, page: laptop }) => {
  const person = await register(laptop);
  const phone = await (await browser.newContext()).newPage();
  await logIn(phone, person);
  expect(sessionRows(person.username)).toHaveLength(2);

  await logOut(laptop, person);
  expect(sessionRows(person.username)).toHaveLength(1);
  await phone.reload();
  await expectSignedIn(phone, person);
});

test('a session ended from another device is over there at once', async ({ browser, page: laptop }) => {
  const person = await register(laptop);
  const phone = await (await browser.newContext()).newPage();
  await logIn(phone, person);
  await phone.goto('/account/devices');
  await expect(phone.getByRole('list', { name: 'Signed-in devices' }).getByRole('listitem')).toHaveCount(2);

  await laptop.goto('/account/devices');
  await laptop.getByRole('button', { name: /^End session: / }).click();
  await expect(laptop.getByRole('list', { name: 'Signed-in devices' }).getByRole('listitem')).toHaveCount(1);
  expect(sessionRows(person.username)).toHaveLength(1);

  await phone.getByRole('tab', { name: 'Profile' }).click();
  await phone.getByRole('form', { name: 'Profile' }).getByLabel('Username').fill(`${person.username}-renamed`);
  await phone.getByRole('button', { name: 'Save changes' }).click();
  await expect(phone.getByText('You have been logged out')).toBeVisible();
  await expect(phone.getByRole('heading', { level: 1, name: 'Log in' })).toBeVisible();
});

test('logging out everywhere ends this session too, after a question', async ({ browser, page: laptop }) => {
  const person = await register(laptop);
  const phone = await (await browser.newContext()).newPage();
  await logIn(phone, person);

  await laptop.goto('/account/devices');
  await laptop.getByRole('button', { name: 'Log out everywhere' }).click();
  await laptop.getByRole('button', { name: 'Yes, log out everywhere' }).click();
  await expect(laptop.getByRole('alert').filter({ hasText: 'You have logged out on all devices.' })).toBeVisible();
  await expect(laptop).toHaveURL('/login');
  expect(sessionRows(person.username)).toEqual([]);
  await laptop.reload();
  await expect(laptop.getByRole('heading', { level: 1, name: 'Log in' })).toBeVisible();
  await phone.goto('/account/devices');
  await expect(phone).toHaveURL(/\/login/);
});

test('a change of password ends the sessions of the other devices and keeps this one', async ({ browser, page }) => {
  const person = await register(page);
  const other = await (await browser.newContext()).newPage();
  await logIn(other, person);

  await page.goto('/account/password');
  const form = page.getByRole('form', { name: 'Change password' });
  await form.getByLabel('Current password').fill(person.password);
  await form.getByLabel('New password', { exact: true }).fill('another quiet harbor');
  await form.getByRole('button', { name: 'Change password' }).click();
  await expect(page.getByText('Your password has been changed.')).toBeVisible();
  await page.reload();
  await expectSignedIn(page, person);

  await other.reload();
  await expect(
    other.getByRole('heading', { name: 'You have been logged out' }).or(other.getByRole('alert')),
  ).toBeVisible();
});
