import { expect, test } from '@playwright/test';
import { sectionLink } from '../app/pages.ts';
import { expectSignedIn, logOut, signIn, signUp } from '../app/user.ts';
import { sessionRows } from '../server/database.ts';

test('logout on one device leaves the other signed in', async ({ browser, context, page: laptop }) => {
  const user = await signUp(context);
  const phone = await (await browser.newContext()).newPage();
  await signIn(phone.context(), user);
  expect(sessionRows(user.username)).toHaveLength(2);

  await laptop.goto('/');
  await logOut(laptop, user);
  expect(sessionRows(user.username)).toHaveLength(1);
  await phone.goto('/');
  await expectSignedIn(phone, user);
});

test('ending the session of another device takes effect at once', async ({ browser, context, page: laptop }) => {
  const user = await signUp(context);
  const phone = await (await browser.newContext()).newPage();
  await signIn(phone.context(), user);
  await phone.goto('/account/devices');
  await expect(phone.getByRole('list', { name: 'Logged-in devices' }).getByRole('listitem')).toHaveCount(2);

  await laptop.goto('/account/devices');
  await laptop.getByRole('button', { name: /^Log out device: / }).click();
  await expect(laptop.getByRole('list', { name: 'Logged-in devices' }).getByRole('listitem')).toHaveCount(1);
  expect(sessionRows(user.username)).toHaveLength(1);

  await sectionLink(phone, 'Profile').click();
  await phone.getByRole('form', { name: 'Profile' }).getByLabel('Username').fill(`${user.username}-renamed`);
  await phone.getByRole('button', { name: 'Save changes' }).click();
  await expect(phone.getByText('You have been logged out')).toBeVisible();
  await expect(phone.getByRole('heading', { level: 1, name: 'Log in' })).toBeVisible();
});

test('logout on all devices ends this session too, after a confirmation', async ({
  browser,
  context,
  page: laptop,
}) => {
  const user = await signUp(context);
  const phone = await (await browser.newContext()).newPage();
  await signIn(phone.context(), user);

  await laptop.goto('/account/devices');
  await laptop.getByRole('button', { name: 'Log out everywhere' }).click();
  await laptop.getByRole('button', { name: 'Yes, log out everywhere' }).click();
  await expect(laptop.getByRole('alert').filter({ hasText: 'You have logged out on all devices.' })).toBeVisible();
  await expect(laptop).toHaveURL('/login');
  expect(sessionRows(user.username)).toEqual([]);
  await laptop.reload();
  await expect(laptop.getByRole('heading', { level: 1, name: 'Log in' })).toBeVisible();
  await phone.goto('/account/devices');
  await expect(phone).toHaveURL(/\/login/);
});

test('a password change ends the sessions of the other devices and keeps this one', async ({
  browser,
  context,
  page,
}) => {
  const user = await signUp(context);
  const other = await (await browser.newContext()).newPage();
  await signIn(other.context(), user);
  await other.goto('/');
  await expectSignedIn(other, user);

  await page.goto('/account/password');
  const form = page.getByRole('form', { name: 'Change password' });
  await form.getByLabel('Current password').fill(user.password);
  await form.getByLabel('New password', { exact: true }).fill('another quiet harbor');
  await form.getByRole('button', { name: 'Change password' }).click();
  await expect(page.getByText('Your password has been changed.')).toBeVisible();
  await page.reload();
  await expectSignedIn(page, user);

  await other.reload();
  await expect(
    other.getByRole('heading', { name: 'You have been logged out' }).or(other.getByRole('alert')),
  ).toBeVisible();
});
