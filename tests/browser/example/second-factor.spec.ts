import { expect, test } from '@playwright/test';
import { tabTo, type } from '../app/keyboard.ts';
import { expectGood } from './good.ts';
import { setUpApp, totp } from './totp.ts';
import {
  confirmPassword,
  expectHeading,
  expectLoggedIn,
  expectMethods,
  logIn,
  logOut,
  signUp,
  submitLogin,
} from './user.ts';

test('a user sets up an authenticator app, and logs in with it', async ({ context, page }) => {
  const user = await signUp(context);
  await page.goto('/account/security');
  await expectGood(page, 'security');
  const card = page.getByRole('region', { name: 'Authenticator app' });
  await card.getByRole('button', { name: 'Set up an app' }).click();
  await expect(card.getByRole('img', { name: 'QR code' })).toBeVisible();
  await card.getByLabel('Code from the app').fill('000000');
  await card.getByRole('button', { name: 'Set up the app' }).click();
  await expect(card.getByLabel('Code from the app')).toHaveAttribute('aria-invalid', 'true');
  await expectGood(page, 'authenticator-app');

  const secret = await card.getByRole('code').innerText();
  await card.getByLabel('Code from the app').fill(await totp(secret));
  await card.getByRole('button', { name: 'Set up the app' }).click();
  const dialog = page.getByRole('dialog', { name: 'Confirm it’s you' });
  await dialog.getByLabel('Password', { exact: true }).fill('not the password');
  await dialog.getByRole('button', { name: 'Confirm', exact: true }).click();
  await expect(dialog.getByLabel('Password', { exact: true })).toHaveAttribute('aria-invalid', 'true');
  await expectGood(page, 'reauthentication-password');
  await dialog.getByLabel('Password', { exact: true }).fill(user.password);
  await dialog.getByRole('button', { name: 'Confirm', exact: true }).click();
  await expect(card.getByText('An authenticator app is set up.')).toBeVisible();

  await logOut(page);
  await logIn(page, user);
  await expectHeading(page, 'Confirm that it is you');
  await page.getByLabel('Code').fill('000000');
  await page.getByRole('button', { name: 'Continue' }).click();
  await expect(page.getByLabel('Code')).toHaveAttribute('aria-invalid', 'true');
  await expectGood(page, 'second-factor');
  await page.getByLabel('Code').fill(await totp(secret));
  await page.getByRole('button', { name: 'Continue' }).click();
  await expectLoggedIn(page, user);
  await page.getByRole('button', { name: 'Open the vault' }).click();
  await expect(page.getByText('under the third flowerpot')).toBeVisible();
  await expectMethods(page, 'Password, One-time code');
});

test('a recovery code replaces the app, once', async ({ context, page }) => {
  const user = await signUp(context);
  await setUpApp(page, () => confirmPassword(page, user));
  const card = page.getByRole('region', { name: 'Recovery codes' });
  await card.getByRole('button', { name: 'Show the codes' }).click();
  const codes = card.getByRole('list', { name: 'Recovery codes' }).getByRole('listitem');
  await expect(codes).toHaveCount(10);
  await expectGood(page, 'recovery-codes');
  const [replaced = ''] = await codes.allInnerTexts();
  await card.getByRole('button', { name: 'Replace the codes' }).click();
  await expect(codes.first()).not.toHaveText(replaced);
  const [first = '', second = ''] = await codes.allInnerTexts();
  await logOut(page);
  await logIn(page, user);
  await page.getByLabel('Code').fill(first);
  await page.getByRole('button', { name: 'Continue' }).click();
  await expectLoggedIn(page, user);
  await page.goto('/account/security');
  await expect(card.getByText('9 of 10 codes are unused.')).toBeVisible();

  await logOut(page);
  await logIn(page, user);
  for (const used of [first, replaced]) {
    await page.getByLabel('Code').fill(used);
    await page.getByRole('button', { name: 'Continue' }).click();
    await expect(page.getByLabel('Code')).toHaveAttribute('aria-invalid', 'true');
  }
  await page.getByRole('button', { name: 'Cancel' }).click();
  await expectHeading(page, 'Log in');
  await submitLogin(page, user);
  await page.getByLabel('Code').fill(second);
  await page.getByRole('button', { name: 'Continue' }).click();
  await expectLoggedIn(page, user);
});

test('a user removes the app, and needs it for that', async ({ context, page }) => {
  const user = await signUp(context);
  const secret = await setUpApp(page, () => confirmPassword(page, user));
  await logOut(page);
  await logIn(page, user);
  await page.getByLabel('Code').fill(await totp(secret));
  await page.getByRole('button', { name: 'Continue' }).click();
  await expectLoggedIn(page, user);

  await page.goto('/account/security');
  await page.getByRole('button', { name: 'Show the codes' }).click();
  const dialog = page.getByRole('dialog', { name: 'Confirm it’s you' });
  await expect(dialog.getByLabel('Code')).toBeFocused();
  await expect(dialog.getByLabel('Password', { exact: true })).toHaveCount(0);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Remove the app' }).click();
  await dialog.getByLabel('Code').fill(await totp(secret));
  await dialog.getByRole('button', { name: 'Continue' }).click();
  await expect(page.getByRole('button', { name: 'Set up an app' })).toBeVisible();
  await expect(page.getByRole('main').getByRole('group')).toBeFocused();
  await logOut(page);
  await logIn(page, user);
  await expectLoggedIn(page, user);
});

test('the vault asks for the second factor, and then opens', async ({ context, page }) => {
  const user = await signUp(context);
  await page.goto('/');
  await page.getByRole('button', { name: 'Open the vault' }).click();
  await expect(page.getByText('The vault needs a second factor.')).toBeVisible();
  await expectGood(page, 'vault-refused');

  const secret = await setUpApp(page, () => confirmPassword(page, user));
  await page.goto('/');
  await page.getByRole('button', { name: 'Open the vault' }).click();
  const dialog = page.getByRole('dialog', { name: 'Confirm it’s you' });
  await expect(dialog.getByLabel('Code')).toBeFocused();
  await expectGood(page, 'reauthentication-second-factor');
  await page.keyboard.press('Escape');
  await expect(page.getByText('The vault needs a second factor.')).toBeVisible();
  await page.getByRole('button', { name: 'Open the vault' }).click();
  await dialog.getByLabel('Code').fill(await totp(secret));
  await dialog.getByRole('button', { name: 'Continue' }).click();
  await expect(page.getByText('under the third flowerpot')).toBeVisible();
});

test('login with a code of the app works without a mouse', async ({ context, page }) => {
  const user = await signUp(context);
  const secret = await setUpApp(page, () => confirmPassword(page, user));
  await logOut(page);
  await page.goto('/');
  await tabTo(page, page.getByRole('banner').getByRole('link', { name: 'Log in' }));
  await page.keyboard.press('Enter');
  const form = page.getByRole('form', { name: 'Log in' });
  await expect(form).toBeVisible();
  await type(page, form.getByLabel('Email'), user.email);
  await type(page, form.getByLabel('Password', { exact: true }), user.password);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Confirm that it is you' })).toBeFocused();
  await type(page, page.getByLabel('Code'), await totp(secret));
  await page.keyboard.press('Enter');
  await expectLoggedIn(page, user);
  await tabTo(page, page.getByRole('button', { name: 'Log out' }));
  await page.keyboard.press('Enter');
  await expect(page.getByText('You are not logged in.')).toBeVisible();
});

test('a login that overtakes the autofill of passkeys keeps its step', async ({ context, page }) => {
  const user = await signUp(context);
  const secret = await setUpApp(page, () => confirmPassword(page, user));
  await logOut(page);
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  await page.route('**/auth/webauthn/login', async (route) => {
    const response = await route.fetch();
    await held;
    await route.fulfill({ response });
  });
  await logIn(page, user);
  await expectHeading(page, 'Confirm that it is you');
  const late = page.waitForResponse('**/auth/webauthn/login');
  release();
  await (await late).finished();
  await page.getByLabel('Code').fill(await totp(secret));
  await page.getByRole('button', { name: 'Continue' }).click();
  await expectLoggedIn(page, user);
});
