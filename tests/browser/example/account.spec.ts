import { expect, test } from '@playwright/test';
import { expectGood } from './good.ts';
import { codeInEmail, emailTo } from './mailbox.ts';
import { confirmByEmail, confirmPassword, expectHeading, expectLoggedIn, logIn, newUser, signUp } from './user.ts';

test('a user changes the password, which logs out the other devices', async ({ context, page, browser, baseURL }) => {
  const user = await signUp(context);
  const other = await browser.newContext({ baseURL: baseURL ?? '' });
  const elsewhere = await other.newPage();
  await logIn(elsewhere, user);
  await expectLoggedIn(elsewhere, user);

  await page.goto('/account/security');
  const form = page.getByRole('form', { name: 'Change password' });
  await form.getByLabel('Current password').fill('not the password');
  await form.getByLabel('New password', { exact: true }).fill('too short');
  await form.getByRole('button', { name: 'Change password' }).click();
  await expect(form.getByLabel('Current password')).toHaveAttribute('aria-invalid', 'true');
  const password = newUser().password;
  await form.getByLabel('Current password').fill(user.password);
  await form.getByLabel('New password', { exact: true }).fill(password);
  await form.getByRole('button', { name: 'Change password' }).click();
  await expect(page.getByText('Your password has been changed.')).toBeVisible();
  await page.reload();
  await expectHeading(page, 'Your account');
  await elsewhere.reload();
  await expect(elsewhere.getByText('You are not logged in.')).toBeVisible();
  await logIn(elsewhere, { ...user, password });
  await expectLoggedIn(elsewhere, user);
  await other.close();
});

test('a user logs out another device', async ({ context, page, browser, baseURL }) => {
  const user = await signUp(context);
  const other = await browser.newContext({ baseURL: baseURL ?? '' });
  const elsewhere = await other.newPage();
  await logIn(elsewhere, user);
  await expectLoggedIn(elsewhere, user);
  await page.goto('/account/devices');
  const devices = page.getByRole('list', { name: 'Devices' }).getByRole('listitem');
  await expect(devices).toHaveCount(2);
  await expect(devices.filter({ hasText: 'Password' })).toHaveCount(1);
  await expectGood(page, 'devices');
  await devices.getByRole('button').click();
  await expect(devices).toHaveCount(1);
  await elsewhere.reload();
  await expect(elsewhere.getByText('You are not logged in.')).toBeVisible();
  await other.close();
});

test('a user without a password confirms a change with a mailed code', async ({ page }) => {
  const user = newUser();
  await page.goto('/login');
  await page.getByRole('button', { name: 'Continue with Local ID' }).click();
  // The page of the app has such a field and such a button, too.
  await expectHeading(page, 'Local ID');
  await page.getByLabel('Email').fill(user.email);
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByRole('button', { name: 'Authorize' }).click();
  await expectLoggedIn(page, user);

  await page.goto('/account/security');
  await page.getByLabel('New password', { exact: true }).fill(user.password);
  await page.getByRole('button', { name: 'Set a password' }).click();
  await expect(page.getByRole('dialog', { name: 'Confirm it’s you' })).toBeVisible();
  await expectGood(page, 'reauthentication-code');
  await confirmByEmail(page, user);
  await expect(page.getByText('Your password has been changed.')).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Change password' })).toBeVisible();
});

test('a user changes the email address with the code that the new one receives', async ({ context, page }) => {
  const user = await signUp(context);
  const { email } = newUser();
  await page.goto('/account/email');
  const change = page.getByRole('form', { name: 'Change email address' });
  await change.getByLabel('New email address').fill(user.email);
  await change.getByRole('button', { name: 'Send the code' }).click();
  await expect(page.getByText('This is your address already.')).toBeVisible();
  await expectGood(page, 'email');
  await change.getByLabel('New email address').fill(newUser().email);
  await change.getByRole('button', { name: 'Send the code' }).click();
  await confirmPassword(page, user);
  await page.getByRole('button', { name: 'Cancel this change' }).click();
  await expect(page.getByText(`Your address stays ${user.email}.`)).toBeVisible();

  await change.getByLabel('New email address').fill(email);
  await change.getByRole('button', { name: 'Send the code' }).click();
  await expect(page.getByText(`We emailed a code to ${email}.`)).toBeVisible();
  // The change is pending on the server.
  await page.reload();
  await page.getByLabel('Code from the email').fill('AAAA-AAAA');
  await page.getByRole('button', { name: 'Confirm' }).click();
  await expect(page.getByLabel('Code from the email')).toHaveAttribute('aria-invalid', 'true');
  await expectGood(page, 'email-code');
  await page.getByLabel('Code from the email').fill(await codeInEmail(page.request, email));
  await page.getByRole('button', { name: 'Confirm' }).click();
  await expect(page.getByText(`Your address is now ${email}.`)).toBeVisible();
  expect(await emailTo(page.request, user.email)).toContain(email);
  await page.reload();
  await expect(page.getByRole('main')).not.toContainText(user.email);
  await page.getByRole('button', { name: 'Log out' }).click();
  await logIn(page, { ...user, email });
  await expectLoggedIn(page, { email });
});

test('a user deletes the account after confirming that it is them', async ({ context, page }) => {
  const user = await signUp(context);
  await page.goto('/account/danger');
  const form = page.getByRole('form', { name: 'Delete your account' });
  await form.getByLabel(/^Type /).fill('something else');
  await form.getByRole('button', { name: 'Delete my account' }).click();
  await expect(form.getByLabel(/^Type /)).toHaveAttribute('aria-invalid', 'true');
  await expectGood(page, 'danger');
  // As if the login were long ago.
  await page.route(
    '**/users/account/',
    (route) => route.fulfill({ status: 403, json: { detail: '', code: 'reauthentication_required' } }),
    { times: 1 },
  );
  await form.getByLabel(/^Type /).fill(user.email);
  await form.getByRole('button', { name: 'Delete my account' }).click();
  await confirmPassword(page, user);
  await expect(page.getByText('Your account has been deleted.')).toBeVisible();
  await logIn(page, user);
  await expect(page.getByLabel('Password', { exact: true })).toHaveAttribute('aria-invalid', 'true');
});

test('a user reads the pages and emails in German', async ({ page }) => {
  await page.goto('/register');
  await page.getByRole('button', { name: 'Language: English' }).click();
  await page.getByRole('menuitemradio', { name: 'Deutsch' }).click();
  await expectHeading(page, 'Legen Sie Ihr Konto an');
  const user = newUser();
  await page.getByLabel('E‑Mail').fill(user.email);
  await page.getByLabel('Passwort', { exact: true }).fill('short');
  await page.getByRole('button', { name: 'Konto anlegen' }).click();
  await expect(page.getByLabel('Passwort', { exact: true })).toHaveAttribute('aria-invalid', 'true');
  await page.getByLabel('Passwort', { exact: true }).fill(user.password);
  await page.getByRole('button', { name: 'Konto anlegen' }).click();
  await expectHeading(page, 'Bestätigen Sie Ihre E‑Mail-Adresse');
  expect(await emailTo(page.request, user.email)).toContain('Hallo');
  await page.getByLabel('Code aus der E‑Mail').fill(await codeInEmail(page.request, user.email));
  await page.getByRole('button', { name: 'Bestätigen' }).click();
  await expect(page.getByText(`Angemeldet als ${user.email}.`)).toBeVisible();
  for (const [tab, text] of Object.entries({
    security: 'Sie haben noch keinen Passkey.',
    email: 'Wir schicken einen Code an die neue Adresse.',
    devices: 'Melden Sie ein Gerät ab, das Sie nicht kennen.',
    danger: 'Das lässt sich nicht rückgängig machen.',
  })) {
    await page.goto(`/account/${tab}`);
    await expect(page.getByText(text)).toBeVisible();
  }
});

test('a page says when the list cannot be loaded, and tries again', async ({ context, page }) => {
  await signUp(context);
  await page.route('**/account/authenticators', (route) => route.fulfill({ status: 503, json: {} }));
  await page.goto('/account/security');
  const retry = page.getByRole('button', { name: 'Try again' });
  await expect(retry).toBeVisible({ timeout: 30_000 });
  await expectGood(page, 'security-failure');
  await page.unroute('**/account/authenticators');
  await retry.click();
  await expect(page.getByRole('region', { name: 'Passkeys' })).toBeVisible({ timeout: 30_000 });
});
