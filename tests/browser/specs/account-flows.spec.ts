import { expect, test } from '@playwright/test';
import { ageLogins, sessionRows } from '../database.ts';
import { linkInMail } from '../mailbox.ts';
import { expectSignedIn, expectSignedOut, logOut, newPerson, register, submitLogin } from '../person.ts';
import { accessTokenSeconds } from '../servers.ts';

test('an address is verified by the link in the mail, whose token does not stay in the address bar', async ({
  page,
}) => {
  const person = await register(page);
  await page.goto('/account/email');
  await expect(page.getByText('Not verified')).toBeVisible();
  await page.goto(await linkInMail(page.request, person.email, /confirm your email address/));
  await expect(page.getByRole('heading', { level: 1, name: 'Your e-mail address is verified' })).toBeVisible();
  await expect(page).toHaveURL('/verify-email');
  await page.goto('/account/email');
  await expect(page.getByText('Verified', { exact: true })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Send it again' })).toHaveCount(0);
});

test('where its account is not signed in, the link asks for the password, and a wrong one does not use it up', async ({
  browser,
  page,
}) => {
  const person = await register(page);
  const link = await linkInMail(page.request, person.email, /confirm your email address/);
  const phone = await (await browser.newContext()).newPage();
  // Whoever reads the mail and did not register: nothing is confirmed by it.
  await phone.goto(link);
  const form = phone.getByRole('form', { name: 'Verify your e-mail address' });
  await expect(phone.getByRole('heading', { level: 1, name: 'Verify your e-mail address' })).toBeFocused();
  await expect(phone.getByText(/You did not sign up here\? Then close this page/)).toBeVisible();
  await expect(phone).toHaveURL('/verify-email');
  await page.goto('/account/email');
  await expect(page.getByText('Not verified')).toBeVisible();

  // The next is signed in there as somebody else.
  const other = await register(phone);
  await phone.goto(link);
  await expect(phone.getByText(`You are logged in as ${other.username}`)).toBeVisible();
  await form.getByLabel('Password', { exact: true }).fill(other.password);
  await phone.keyboard.press('Enter');
  await expect(form.getByText('This is not the password of this account.')).toBeVisible();
  await expect(form.getByLabel('Password', { exact: true })).toBeFocused();
  await form.getByLabel('Password', { exact: true }).fill(person.password);
  await phone.keyboard.press('Enter');
  await expect(phone.getByRole('heading', { level: 1, name: 'Your e-mail address is verified' })).toBeFocused();
  await expect(phone.getByText(person.email)).toBeVisible();
  await expectSignedIn(phone, other);
  await phone.context().close();
  await page.reload();
  await expect(page.getByText('Verified', { exact: true })).toBeVisible();
});

test('who did not sign up and is asked to verify takes the account over by a password of their own', async ({
  browser,
  page,
}) => {
  const stranger = await register(page);
  const owner = await (await browser.newContext()).newPage();
  await owner.goto(await linkInMail(owner.request, stranger.email, /confirm your email address/));
  await owner.getByRole('link', { name: 'Forgot your password?' }).click();
  await owner.getByRole('textbox', { name: 'E-mail' }).fill(stranger.email);
  await owner.getByRole('button', { name: 'Send the link' }).click();
  await owner.goto(await linkInMail(owner.request, stranger.email, /choose a new password/));
  const { password } = newPerson();
  await owner.getByLabel('New password', { exact: true }).fill(password);
  await owner.getByRole('button', { name: 'Save the new password' }).click();
  await submitLogin(owner, { username: stranger.email, password });
  await expectSignedIn(owner, stranger);
  await owner.goto('/account/email');
  await expect(owner.getByText('Verified', { exact: true })).toBeVisible();
  await owner.context().close();
  await page.goto('/account/email');
  await expect(page).toHaveURL(/\/login/);
});

test('the message to verify an address is sent again on request', async ({ page }) => {
  const person = await register(page);
  await page.goto('/account/profile');
  await page.getByRole('button', { name: 'Send it again' }).click();
  await expect(page.getByRole('alert').filter({ hasText: `on its way to ${person.email}` })).toBeVisible();
  await linkInMail(page.request, person.email, /confirm your email address/);
});

test('who has forgotten the password chooses a new one, and logs in with it by e-mail address', async ({ page }) => {
  const person = await register(page);
  await logOut(page, person);
  await page.goto('/login');
  await page.getByRole('link', { name: 'Forgot your password?' }).click();
  await page.getByRole('textbox', { name: 'E-mail' }).fill(person.email);
  await page.getByRole('button', { name: 'Send the link' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Check your mail' })).toBeFocused();

  const link = await linkInMail(page.request, person.email, /choose a new password/);
  await page.goto(link);
  await expect(page).toHaveURL('/reset-password');
  await page.getByLabel('New password', { exact: true }).fill(person.email);
  await page.getByRole('button', { name: 'Save the new password' }).click();
  await expect(page.getByLabel('New password', { exact: true })).toHaveAttribute('aria-invalid', 'true');
  const password = newPerson().password;
  await page.getByLabel('New password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Save the new password' }).click();
  await expect(page.getByText('Log in with the new one.')).toBeVisible();
  await submitLogin(page, { username: person.email, password });
  await expectSignedIn(page, person);

  await page.goto(link);
  await page.getByLabel('New password', { exact: true }).fill(newPerson().password);
  await page.getByRole('button', { name: 'Save the new password' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'This link does not work any more' })).toBeFocused();
});

test('an unknown address is answered as a known one is', async ({ page }) => {
  await page.goto('/forgot-password');
  await page.getByRole('textbox', { name: 'E-mail' }).fill(newPerson().email);
  await page.getByRole('button', { name: 'Send the link' }).click();
  await expect(page.getByText(/If there is an account with the address/)).toBeVisible();
});

test('another address counts when the link sent to it is opened', async ({ page }) => {
  const person = await register(page);
  const next = newPerson().email;
  await page.goto('/account/email');
  await page.getByLabel('New e-mail address').fill(next);
  await page.getByRole('button', { name: 'Send the link' }).click();
  await expect(page.getByText(`We have sent a message to ${next}`)).toBeVisible();
  await expect(page.getByText(`Your address is ${person.email}.`)).toBeVisible();
  await page.goto(await linkInMail(page.request, next, /confirm your new e-mail address/));
  await expect(page.getByRole('heading', { level: 1, name: 'Your e-mail address has been changed' })).toBeVisible();
  await page.getByRole('banner').getByRole('link', { name: 'Account' }).click();
  await page.getByRole('tab', { name: 'E-mail' }).click();
  await expect(page.getByText(`Your address is ${next}.`)).toBeVisible();
});

test('a change of address goes on by itself when the password was asked for in between', async ({ page }) => {
  const person = await register(page);
  ageLogins(person.username);
  await page.waitForTimeout(accessTokenSeconds * 1000);
  const next = newPerson().email;
  await page.goto('/account/email');
  await page.getByLabel('New e-mail address').fill(next);
  await page.getByRole('button', { name: 'Send the link' }).click();
  const dialog = page.getByRole('dialog', { name: 'Is it you?' });
  await dialog.getByLabel('Password', { exact: true }).fill(person.password);
  await page.keyboard.press('Enter');
  await expect(dialog).toHaveCount(0);
  await expect(page.getByText(`We have sent a message to ${next}`)).toBeVisible();
  await linkInMail(page.request, next, /confirm your new e-mail address/);
});

test('a change of address that waits is withdrawn, and its link does not work any more', async ({ page }) => {
  const person = await register(page);
  const next = newPerson().email;
  await page.goto('/account/email');
  await page.getByLabel('New e-mail address').fill(next);
  await page.getByRole('button', { name: 'Send the link' }).click();
  const link = await linkInMail(page.request, next, /confirm your new e-mail address/);
  await page.getByRole('button', { name: 'Withdraw the change' }).click();
  await expect(page.getByRole('alert')).toContainText(`Your address stays ${person.email}.`);
  await page.reload();
  await expect(page.getByText(`Your address is ${person.email}.`)).toBeVisible();
  await expect(page.getByText('We have sent a message to', { exact: false }).filter({ hasText: next })).toHaveCount(0);
  await page.goto(link);
  await expect(page.getByRole('heading', { level: 1, name: 'This link does not work any more' })).toBeVisible();
});

test('a new password by the link leaves another person signed in who is in this browser', async ({ page }) => {
  const person = await register(page);
  await logOut(page, person);
  const other = await register(page);
  await page.goto('/forgot-password');
  await page.getByLabel('E-mail').fill(person.email);
  await page.getByRole('button', { name: 'Send the link' }).click();
  await page.goto(await linkInMail(page.request, person.email, /choose a new password/));
  await page.getByLabel('New password', { exact: true }).fill(newPerson().password);
  await page.getByRole('button', { name: 'Save the new password' }).click();
  await expect(page.getByText(`here you are still logged in as ${other.username}`)).toBeVisible();
  await page.reload();
  await expectSignedIn(page, other);
});

test('a new password by the link signs its own person out in this browser', async ({ page }) => {
  const person = await register(page);
  await page.goto('/forgot-password');
  await page.getByLabel('E-mail').fill(person.email);
  await page.getByRole('button', { name: 'Send the link' }).click();
  await page.goto(await linkInMail(page.request, person.email, /choose a new password/));
  await page.getByLabel('New password', { exact: true }).fill(newPerson().password);
  await page.getByRole('button', { name: 'Save the new password' }).click();
  await expect(page.getByText('Log in with the new one.')).toBeVisible();
  await expect(page).toHaveURL('/login');
  await expect(page.getByText('You have been logged out')).toHaveCount(0);
  expect(sessionRows(person.username)).toEqual([]);
});

test('what is sensitive asks for the password again after a while, and goes on by itself', async ({ page }) => {
  const person = await register(page);
  ageLogins(person.username);
  // The token in hand still says that the login was just now.
  await page.waitForTimeout(accessTokenSeconds * 1000);
  await page.goto('/account/danger');
  await page.getByLabel(`Type ${person.username} to confirm`).fill(person.username);
  await page.getByRole('button', { name: 'Delete my account' }).click();

  const dialog = page.getByRole('dialog', { name: 'Is it you?' });
  await expect(dialog.getByLabel('Password', { exact: true })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
  await expect(page.getByRole('alert')).toContainText('Nothing was changed');
  expect(sessionRows(person.username)).toHaveLength(1);

  await page.getByRole('button', { name: 'Delete my account' }).click();
  await dialog.getByLabel('Password', { exact: true }).fill('not the password');
  await page.keyboard.press('Enter');
  await expect(dialog.getByLabel('Password', { exact: true })).toHaveAttribute('aria-invalid', 'true');
  await dialog.getByLabel('Password', { exact: true }).fill(person.password);
  await page.keyboard.press('Enter');
  await expect(page.getByText('Your account has been deleted.')).toBeVisible();
  await expectSignedOut(page);
  expect(sessionRows(person.username)).toEqual([]);
  await page.goto('/login');
  await submitLogin(page, person);
  await expect(page.getByRole('form', { name: 'Log in' }).getByRole('alert')).toBeVisible();
});

test('without "keep me logged in" the session ends with the browser', async ({ context, page }) => {
  const person = await register(page);
  await logOut(page, person);
  await page.goto('/login');
  await page.getByLabel('Keep me logged in on this device').uncheck();
  await submitLogin(page, person);
  await expectSignedIn(page, person);
  const cookie = (await context.cookies()).find(({ name }) => name === 'refreshtoken');
  expect(cookie?.expires).toBe(-1);
});

test('Back returns to the tab before', async ({ page }) => {
  await register(page);
  await page.goto('/account');
  await expect(page).toHaveURL('/account/profile');
  await page.getByRole('tab', { name: 'Devices' }).click();
  await expect(page).toHaveURL('/account/devices');
  await page.goBack();
  await expect(page.getByRole('tab', { name: 'Profile' })).toHaveAttribute('aria-selected', 'true');
});
