import { expect, type Page, test } from '@playwright/test';
import { expectGood } from './good.ts';
import { codeInEmail, emailTo } from './mailbox.ts';
import { setUpApp, totp } from './totp.ts';
import {
  confirmByEmail,
  confirmPassword,
  expectHeading,
  expectLoggedIn,
  expectMethods,
  logOut,
  newUser,
  signUp,
} from './user.ts';

/** Leaves the app for the provider, and logs in there. */
async function visitProvider(
  page: Page,
  email: string,
  answer: 'Authorize' | 'Cancel' = 'Authorize',
  withheld: readonly string[] = [],
): Promise<void> {
  await page.goto('/login');
  await page.getByRole('button', { name: 'Continue with Local ID' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Local ID' })).toBeVisible();
  await page.getByLabel('Email').fill(email);
  await page.getByRole('button', { name: 'Continue' }).click();
  for (const scope of withheld) await page.getByLabel(scope).uncheck();
  await page.getByRole('button', { name: answer }).click();
}

test('a user signs up and logs in with a provider', async ({ context, page }) => {
  const user = newUser();
  await visitProvider(page, user.email);
  await expectLoggedIn(page, user);
  // No Django session is left beside the session of the app.
  expect(
    (await context.cookies()).filter(({ name, domain }) => name === 'sessionid' && domain === 'localhost'),
  ).toEqual([]);
  await page.reload();
  await expectLoggedIn(page, user);
  await expectMethods(page, '');

  await logOut(page);
  await page.goto('/login?next=/account/security');
  await page.getByRole('button', { name: 'Continue with Local ID' }).click();
  // The provider still knows the user.
  await page.getByRole('button', { name: 'Authorize' }).click();
  await expectHeading(page, 'Your account');
  await expect(page.getByText(user.email, { exact: true })).toBeVisible();
});

test('a login that is cancelled at the provider is explained', async ({ page }) => {
  await visitProvider(page, newUser().email, 'Cancel');
  await expectHeading(page, 'Not logged in');
  await expect(page.getByText('You have cancelled the login at the provider.')).toBeVisible();
  await expectGood(page, 'provider-cancelled');
});

test('a visit without a login at the provider is explained', async ({ page }) => {
  await page.goto('/provider');
  await expectHeading(page, 'Not logged in');
  await page.getByRole('link', { name: 'Back to the login' }).click();
  await expectHeading(page, 'Log in');
});

test('an address that has an account is not revealed, and its owner gets an email', async ({ context, page }) => {
  const user = await signUp(context);
  await page.goto('/');
  await logOut(page);
  await visitProvider(page, user.email);
  await expectHeading(page, 'Confirm your email address');
  expect(await emailTo(page.request, user.email)).toContain('Account Already Exists');
});

test('a provider that sends no address leaves it to the user', async ({ page }) => {
  const user = newUser();
  await visitProvider(page, user.email, 'Authorize', ['View your email address']);
  await expectHeading(page, 'Enter your email address');
  await expectGood(page, 'provider-signup');
  await page.getByLabel('Email').fill(user.email);
  await page.getByRole('button', { name: 'Create account' }).click();
  await expectHeading(page, 'Confirm your email address');
  await page.getByLabel('Code from the email').fill(await codeInEmail(page.request, user.email));
  await page.getByRole('button', { name: 'Confirm' }).click();
  await expectLoggedIn(page, user);
});

test('a user adds a provider, logs in with it, and removes it', async ({ context, page }) => {
  const user = await signUp(context);
  await page.goto('/account/security');
  const card = page.getByRole('region', { name: 'Providers' });
  await card.getByRole('button', { name: 'Add Local ID' }).click();
  await confirmPassword(page, user);
  const { email } = newUser();
  await expectHeading(page, 'Local ID');
  await page.getByLabel('Email').fill(email);
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByRole('button', { name: 'Authorize' }).click();
  await expect(card.getByText(`Local ID: ${email}`)).toBeVisible();
  await logOut(page);

  await page.goto('/login');
  await page.getByRole('button', { name: 'Continue with Local ID' }).click();
  await page.getByRole('button', { name: 'Authorize' }).click();
  await expectLoggedIn(page, user);
  await page.goto('/account/security');
  await expectGood(page, 'providers');
  await card.getByRole('button', { name: 'Remove Local ID' }).click();
  await confirmPassword(page, user);
  await expect(card.getByRole('button', { name: 'Add Local ID' })).toBeVisible();
});

test("an account at the provider that is another user's is not added", async ({ context, page }) => {
  const other = newUser();
  await visitProvider(page, other.email);
  await expectLoggedIn(page, other);
  await logOut(page);
  const user = await signUp(context);
  await page.goto('/account/security');
  await page.getByRole('button', { name: 'Add Local ID' }).click();
  await confirmPassword(page, user);
  await page.getByRole('button', { name: 'Authorize' }).click();
  await expect(page.getByText('The account was not added.')).toBeVisible();
  await expect(page.getByText(user.email, { exact: true })).toBeVisible();
});

test('the second factor is asked for after the provider', async ({ context, page }) => {
  const user = newUser();
  await visitProvider(page, user.email);
  await expectLoggedIn(page, user);
  const secret = await setUpApp(page, () => confirmByEmail(page, user));
  await logOut(page);

  await page.goto('/login');
  await page.getByRole('button', { name: 'Continue with Local ID' }).click();
  await page.getByRole('button', { name: 'Authorize' }).click();
  await expectHeading(page, 'Confirm that it is you');
  expect((await context.cookies()).map(({ name }) => name)).not.toContain('refreshtoken');
  await page.getByLabel('Code').fill(await totp(secret));
  await page.getByRole('button', { name: 'Continue' }).click();
  await expectLoggedIn(page, user);
  await expectMethods(page, 'One-time code');
});
