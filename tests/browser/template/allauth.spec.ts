import { type APIRequestContext, expect, type Page, test } from '@playwright/test';
import { Authenticator } from '../client/authenticator.ts';
import { expectHeading, expectLoggedIn, logOut, newUser } from '../example/user.ts';

/** The code in the newest email: in development, pages show them. */
async function newestCode(request: APIRequestContext): Promise<string> {
  const email = /href="(\/mail\/\d+\/)"/.exec(await text(request, '/mail/'))?.[1] ?? '/mail/';
  return /^(?:<[^>]*>)*([A-Z0-9]{3,4}-[A-Z0-9]{3,4})$/m.exec(await text(request, email))?.[1] ?? '';
}

async function text(request: APIRequestContext, path: string): Promise<string> {
  return (await request.get(path)).text();
}

/** Watches for what the page must not do: errors, and blocked scripts and styles. */
function errorsOf(page: Page): string[] {
  const errors: string[] = [];
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  return errors;
}

test('a visitor of a new project signs up with a passkey, and logs in with it', async ({ page }) => {
  const user = newUser();
  await Authenticator.connect(page);
  await page.goto('/register');
  await page.getByRole('link', { name: 'Use a passkey instead' }).click();
  await page.getByLabel('Email').fill(user.email);
  await page.getByRole('button', { name: 'Continue', exact: true }).click();
  await expectHeading(page, 'Confirm your email address');
  await page.getByLabel('Code from the email').fill(await newestCode(page.request));
  await page.getByRole('button', { name: 'Confirm' }).click();
  await page.getByRole('button', { name: 'Create the passkey' }).click();
  await expectLoggedIn(page, user);
  await logOut(page);

  // The virtual authenticator chooses the passkey in the autofill.
  const errors = errorsOf(page);
  await page.goto('/login');
  await expectLoggedIn(page, user);
  await expect(page.getByRole('banner')).toContainText('Café am Eck');
  await page.getByRole('button', { name: 'Open the vault' }).click();
  await expect(page.getByText('under the third flowerpot')).toBeVisible();
  expect(errors).toEqual([]);
});

test('a visitor logs in with a mailed code, and sets up an authenticator app', async ({ page }) => {
  const user = newUser();
  await page.goto('/register');
  await page.getByLabel('Email').fill(user.email);
  await page.getByLabel('Password', { exact: true }).fill(user.password);
  await page.getByRole('button', { name: 'Create account' }).click();
  await expectHeading(page, 'Confirm your email address');
  await page.getByLabel('Code from the email').fill(await newestCode(page.request));
  await page.getByRole('button', { name: 'Confirm' }).click();
  await expectLoggedIn(page, user);
  await logOut(page);

  await page.goto('/login/code');
  await page.getByLabel('Email').fill(user.email);
  await page.getByRole('button', { name: 'Send the code' }).click();
  await expectHeading(page, 'Enter the code');
  await page.getByLabel('Code from the email').fill(await newestCode(page.request));
  await page.getByRole('main').getByRole('button', { name: 'Log in' }).click();
  await expectLoggedIn(page, user);

  await page.goto('/account/security');
  await expect(page.getByRole('region', { name: 'Providers' })).toHaveCount(0);
  await page.getByRole('button', { name: 'Set up an app' }).click();
  await expect(page.getByRole('img', { name: 'QR code' })).toBeVisible();
});
