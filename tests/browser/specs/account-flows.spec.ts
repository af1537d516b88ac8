import { expect, test } from '@playwright/test';
import { sectionLink } from '../app/pages.ts';
import { expectSignedIn, expectSignedOut, newUser, signUp, submitLogin } from '../app/user.ts';
import { createAccount } from '../server/accounts.ts';
import { moveServerClock, pastReauthenticationSeconds } from '../server/clock.ts';
import { sessionRows } from '../server/database.ts';
import { linkInEmail } from '../server/mailbox.ts';

test('the link in the email verifies the address, and its token leaves the address bar', async ({ context, page }) => {
  const user = await signUp(context);
  await page.goto('/account/email');
  await expect(page.getByText('Not confirmed')).toBeVisible();
  const mail = await context.newPage();
  await mail.goto(await linkInEmail(page.request, user.email, /confirm your email address/));
  await expect(mail.getByRole('heading', { level: 1, name: 'Your email address is confirmed' })).toBeVisible();
  await expect(mail).toHaveURL('/verify-email');
  // The tab that was open before knows it, too.
  await expect(page.getByText('Confirmed', { exact: true })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Email me a link' })).toHaveCount(0);
});

test('in another browser the link requires the password, and a wrong password does not consume it', async ({
  browser,
  context,
  page,
}) => {
  const user = await signUp(context);
  const link = await linkInEmail(page.request, user.email, /confirm your email address/);
  const phone = await (await browser.newContext()).newPage();
  // Opening the link alone confirms nothing: the reader of the email may not be the owner of the account.
  await phone.goto(link);
  const form = phone.getByRole('form', { name: 'Confirm your email address' });
  await expect(phone.getByRole('heading', { level: 1, name: 'Confirm your email address' })).toBeFocused();
  await expect(phone.getByText(/You did not sign up here\? Then close this page/)).toBeVisible();
  await expect(phone).toHaveURL('/verify-email');
  await page.goto('/account/email');
  await expect(page.getByText('Not confirmed')).toBeVisible();

  // A reader who is signed in as another user.
  const other = await signUp(phone.context());
  // Otherwise only the fragment of the address changes.
  await phone.goto('about:blank');
  await phone.goto(link);
  await expect(phone.getByText(`You are logged in as ${other.username}`)).toBeVisible();
  await form.getByLabel('Password', { exact: true }).fill(other.password);
  await phone.keyboard.press('Enter');
  await expect(form.getByText('This is not the password of this account.')).toBeVisible();
  await expect(form.getByLabel('Password', { exact: true })).toBeFocused();
  await form.getByLabel('Password', { exact: true }).fill(user.password);
  await phone.keyboard.press('Enter');
  await expect(phone.getByRole('heading', { level: 1, name: 'The email address is confirmed' })).toBeFocused();
  await expect(phone.getByText(user.email)).toBeVisible();
  await expectSignedIn(phone, other);
  await phone.context().close();
  await page.reload();
  await expect(page.getByText('Confirmed', { exact: true })).toBeVisible();
});

test('the owner of an address that another user registered takes the account over with a new password', async ({
  browser,
  context,
  page,
}) => {
  const squatter = await signUp(context);
  const owner = await (await browser.newContext()).newPage();
  await owner.goto(await linkInEmail(owner.request, squatter.email, /confirm your email address/));
  await owner.getByRole('link', { name: 'Forgot your password?' }).click();
  await owner.getByRole('textbox', { name: 'Email', exact: true }).fill(squatter.email);
  await owner.getByRole('button', { name: 'Send the link' }).click();
  await owner.goto(await linkInEmail(owner.request, squatter.email, /choose a new password/));
  const { password } = newUser();
  await owner.getByLabel('New password', { exact: true }).fill(password);
  await owner.getByRole('button', { name: 'Save the new password' }).click();
  await submitLogin(owner, { username: squatter.email, password });
  await expectSignedIn(owner, squatter);
  await owner.goto('/account/email');
  await expect(owner.getByText('Confirmed', { exact: true })).toBeVisible();
  await owner.context().close();
  await page.goto('/account/email');
  await expect(page).toHaveURL(/\/login/);
});

test('the verification email is sent again on request', async ({ context, page }) => {
  const user = await signUp(context);
  await page.goto('/account/profile');
  await page.getByRole('button', { name: 'Email me a link' }).click();
  await expect(page.getByRole('button', { name: /^Sent\./ })).toBeVisible();
  await linkInEmail(page.request, user.email, /confirm your email address/);
});

test('a forgotten password is replaced, and the new one logs in with the email address', async ({ page }) => {
  const user = await createAccount('development');
  await page.goto('/login');
  await page.getByRole('link', { name: 'Forgot your password?' }).click();
  await page.getByRole('textbox', { name: 'Email', exact: true }).fill(user.email);
  await page.getByRole('button', { name: 'Send the link' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Check your email' })).toBeFocused();

  const link = await linkInEmail(page.request, user.email, /choose a new password/);
  await page.goto(link);
  await expect(page).toHaveURL('/reset-password');
  await page.getByLabel('New password', { exact: true }).fill(user.email);
  await page.getByRole('button', { name: 'Save the new password' }).click();
  await expect(page.getByLabel('New password', { exact: true })).toHaveAttribute('aria-invalid', 'true');
  const password = newUser().password;
  await page.getByLabel('New password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Save the new password' }).click();
  await expect(page.getByText('Log in with the new one.')).toBeVisible();
  await submitLogin(page, { username: user.email, password });
  await expectSignedIn(page, user);

  await page.goto(link);
  await expect(page.getByRole('heading', { level: 1, name: 'This link does not work any more' })).toBeFocused();
  await expect(page.getByLabel('New password', { exact: true })).toHaveCount(0);
});

test('an unknown address gets the response of a known one', async ({ page }) => {
  await page.goto('/forgot-password');
  await page.getByRole('textbox', { name: 'Email', exact: true }).fill(newUser().email);
  await page.getByRole('button', { name: 'Send the link' }).click();
  await expect(page.getByText(/If there is an account with the address/)).toBeVisible();
});

test('a new address is used once the link sent to it is opened', async ({ context, page }) => {
  const user = await signUp(context);
  const next = newUser().email;
  await page.goto('/account/email');
  await page.getByLabel('New email address').fill(next);
  await page.getByRole('button', { name: 'Send the link' }).click();
  await expect(page.getByText(`If ${next} is not the address of another account`)).toBeVisible();
  await expect(page.getByText(`Your address is ${user.email}.`)).toBeVisible();
  await page.goto(await linkInEmail(page.request, next, /confirm your new email address/));
  await expect(page.getByRole('heading', { level: 1, name: 'Your email address has been changed' })).toBeVisible();
  await page.getByRole('banner').getByRole('link', { name: 'Account' }).click();
  await sectionLink(page, 'Email').click();
  await expect(page.getByText(`Your address is ${next}.`)).toBeVisible();
});

test('an email change continues after the password dialog', async ({ context, page }) => {
  const user = await signUp(context);
  await moveServerClock(context, pastReauthenticationSeconds);
  const next = newUser().email;
  await page.goto('/account/email');
  await page.getByLabel('New email address').fill(next);
  await page.getByRole('button', { name: 'Send the link' }).click();
  const dialog = page.getByRole('dialog', { name: 'Confirm it’s you' });
  await dialog.getByLabel('Password', { exact: true }).fill(user.password);
  await page.keyboard.press('Enter');
  await expect(dialog).toHaveCount(0);
  await expect(page.getByText(`If ${next} is not the address of another account`)).toBeVisible();
  await linkInEmail(page.request, next, /confirm your new email address/);
});

test('a pending email change can be cancelled, and its link stops working', async ({ context, page }) => {
  const user = await signUp(context);
  const next = newUser().email;
  await page.goto('/account/email');
  await page.getByLabel('New email address').fill(next);
  await page.getByRole('button', { name: 'Send the link' }).click();
  const link = await linkInEmail(page.request, next, /confirm your new email address/);
  await page.getByRole('button', { name: 'Cancel this change' }).click();
  await expect(page.getByRole('alert')).toContainText(`Your address stays ${user.email}.`);
  await page.reload();
  await expect(page.getByText(`Your address is ${user.email}.`)).toBeVisible();
  await expect(page.getByText(`If ${next} is not`)).toHaveCount(0);
  await page.goto(link);
  await expect(page.getByRole('heading', { level: 1, name: 'This link does not work any more' })).toBeVisible();
  await expect(page.getByText('or something has changed since.')).toBeVisible();
});

test('a password reset leaves another user of this browser signed in', async ({ context, page }) => {
  const user = await createAccount('development');
  const other = await signUp(context);
  await page.goto('/forgot-password');
  await page.getByLabel('Email').fill(user.email);
  await page.getByRole('button', { name: 'Send the link' }).click();
  await page.goto(await linkInEmail(page.request, user.email, /choose a new password/));
  await page.getByLabel('New password', { exact: true }).fill(newUser().password);
  await page.getByRole('button', { name: 'Save the new password' }).click();
  await expect(page.getByText(`here you are still logged in as ${other.username}`)).toBeVisible();
  await page.reload();
  await expectSignedIn(page, other);
});

test('a password reset signs its own user out in this browser', async ({ context, page }) => {
  const user = await signUp(context);
  await page.goto('/forgot-password');
  await page.getByLabel('Email').fill(user.email);
  await page.getByRole('button', { name: 'Send the link' }).click();
  await page.goto(await linkInEmail(page.request, user.email, /choose a new password/));
  await page.getByLabel('New password', { exact: true }).fill(newUser().password);
  await page.getByRole('button', { name: 'Save the new password' }).click();
  await expect(page.getByText('Log in with the new one.')).toBeVisible();
  await expect(page).toHaveURL('/login');
  await expect(page.getByText('You have been logged out')).toHaveCount(0);
  expect(sessionRows(user.username)).toEqual([]);
});

test('a sensitive action requires the password again after a while, and then continues', async ({ context, page }) => {
  const user = await signUp(context);
  await moveServerClock(context, pastReauthenticationSeconds);
  await page.goto('/account/danger');
  await page.getByLabel(`Type ${user.username} to confirm`).fill(user.username);
  await page.getByRole('button', { name: 'Delete my account' }).click();

  const dialog = page.getByRole('dialog', { name: 'Confirm it’s you' });
  await expect(dialog.getByLabel('Password', { exact: true })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
  await expect(page.getByRole('alert')).toContainText('Nothing was changed');
  expect(sessionRows(user.username)).toHaveLength(1);

  await page.getByRole('button', { name: 'Delete my account' }).click();
  await dialog.getByLabel('Password', { exact: true }).fill('not the password');
  await page.keyboard.press('Enter');
  await expect(dialog.getByLabel('Password', { exact: true })).toHaveAttribute('aria-invalid', 'true');
  await dialog.getByLabel('Password', { exact: true }).fill(user.password);
  await page.keyboard.press('Enter');
  await expect(page.getByText('Your account has been deleted.')).toBeVisible();
  await expectSignedOut(page);
  expect(sessionRows(user.username)).toEqual([]);
  await page.goto('/login');
  await submitLogin(page, user);
  await expect(page.getByRole('form', { name: 'Log in' }).getByRole('alert')).toBeVisible();
});

test('without "keep me logged in" the session ends with the browser', async ({ context, page }) => {
  const user = await createAccount('development');
  await page.goto('/login');
  await page.getByLabel('Keep me logged in on this device').uncheck();
  await submitLogin(page, user);
  await expectSignedIn(page, user);
  const cookie = (await context.cookies()).find(({ name }) => name === 'refreshtoken');
  expect(cookie?.expires).toBe(-1);
});

test('the Back button returns to the previous section', async ({ context, page }) => {
  await signUp(context);
  await page.goto('/account');
  await expect(page).toHaveURL('/account/profile');
  await sectionLink(page, 'Devices').click();
  await expect(page).toHaveURL('/account/devices');
  await page.goBack();
  await expect(sectionLink(page, 'Profile')).toHaveAttribute('aria-current', 'page');
});
