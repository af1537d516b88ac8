import { expect, type Page, test } from '@playwright/test';
import { Authenticator } from '../client/authenticator.ts';
import { expectGood } from './good.ts';
import { codeInEmail } from './mailbox.ts';
import {
  confirmPassword,
  expectHeading,
  expectLoggedIn,
  expectMethods,
  logIn,
  logOut,
  newUser,
  signUp,
  type User,
} from './user.ts';

/** Adds a passkey on the page of the account. */
async function addPasskey(page: Page, user: User): Promise<void> {
  await page.goto('/account/security');
  await page.getByLabel('Name of the passkey').fill('Laptop');
  await page.getByRole('button', { name: 'Add a passkey' }).click();
  await confirmPassword(page, user);
  await expect(page.getByRole('list', { name: 'Passkeys' }).getByText('Laptop')).toBeVisible();
}

/** As a browser that has no passkeys in the autofill. */
async function withoutAutofill(page: Page): Promise<void> {
  await page.addInitScript(() => {
    Object.assign(PublicKeyCredential, { getClientCapabilities: async () => ({ conditionalGet: false }) });
  });
}

test('a user adds a passkey, and logs in with it on the field', async ({ context, page }) => {
  const user = await signUp(context);
  const authenticator = await Authenticator.connect(page);
  await addPasskey(page, user);
  await expectGood(page, 'passkeys');
  expect(Object.values(await authenticator.passkeys())).toEqual([user.email]);
  await logOut(page);
  // The virtual authenticator chooses the passkey in the autofill, so nothing is pressed.
  await page.goto('/login');
  await expectLoggedIn(page, user);
  await expectMethods(page, 'Passkey');
  await page.goto('/');
  await page.getByRole('button', { name: 'Open the vault' }).click();
  await expect(page.getByText('under the third flowerpot')).toBeVisible();
});

test('a user logs in with a passkey by the button, and removes it', async ({ context, page }) => {
  await withoutAutofill(page);
  const user = await signUp(context);
  const authenticator = await Authenticator.connect(page);
  await addPasskey(page, user);
  await logOut(page);
  await page.goto('/login');
  await page.getByRole('button', { name: 'Log in with a passkey' }).click();
  await expectLoggedIn(page, user);

  await page.goto('/account/security');
  await page.getByRole('button', { name: 'Remove the passkey Laptop' }).click();
  await page
    .getByRole('dialog', { name: 'Confirm it’s you' })
    .getByRole('button', { name: 'Use your passkey' })
    .click();
  await expect(page.getByText('You have no passkey yet.')).toBeVisible();
  await expect(page.getByRole('main').getByRole('group')).toBeFocused();
  expect(await authenticator.passkeys()).toEqual({});
});

test('a passkey is the second factor of a password', async ({ context, page }) => {
  await withoutAutofill(page);
  const user = await signUp(context);
  await Authenticator.connect(page);
  await addPasskey(page, user);
  await logOut(page);
  await logIn(page, user);
  await expectHeading(page, 'Confirm that it is you');
  await expectGood(page, 'second-factor-passkey');
  await page.getByRole('button', { name: 'Use your passkey' }).click();
  await expectLoggedIn(page, user);
  await expectMethods(page, 'Password, Passkey');
});

test('a user signs up with a passkey and without a password', async ({ page }) => {
  const user = newUser();
  await Authenticator.connect(page);
  await page.goto('/register');
  await page.getByRole('link', { name: 'Use a passkey instead' }).click();
  await expectGood(page, 'register-passkey');
  await page.getByLabel('Email').fill(user.email);
  await page.getByRole('button', { name: 'Continue', exact: true }).click();
  await expectHeading(page, 'Confirm your email address');
  await page.getByLabel('Code from the email').fill(await codeInEmail(page.request, user.email));
  await page.getByRole('button', { name: 'Confirm' }).click();
  await expectHeading(page, 'Create your passkey');
  await expectGood(page, 'create-passkey');
  await page.getByRole('button', { name: 'Create the passkey' }).click();
  await expectLoggedIn(page, user);

  await page.goto('/account/security');
  await expect(page.getByRole('heading', { name: 'Set a password' })).toBeVisible();
  await logOut(page);
  await page.goto('/login');
  await expectLoggedIn(page, user);
});

test('a dialog that the user closes leaves the page as it was', async ({ context, page }) => {
  const user = await signUp(context);
  const authenticator = await Authenticator.connect(page);
  await authenticator.recognizes(false);
  await page.goto('/account/security');
  const add = page.getByRole('button', { name: 'Add a passkey' });
  await add.click();
  await confirmPassword(page, user);
  await expect(add).not.toHaveAttribute('aria-disabled', 'true');
  await expect(page.getByText('You have no passkey yet.')).toBeVisible();
  await authenticator.recognizes(true);
  await add.click();
  await expect(page.getByText('The passkey has been added.')).toBeVisible();
});
