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

test('a visitor signs up in German, changes the email address, and deletes the account', async ({ page }) => {
  const user = newUser();
  await page.goto('/register');
  await page.getByRole('button', { name: 'Language: English' }).click();
  await page.getByRole('menuitemradio', { name: 'Deutsch' }).click();
  await page.getByLabel('E‑Mail').fill(user.email);
  await page.getByLabel('Passwort', { exact: true }).fill(user.password);
  await page.getByRole('button', { name: 'Konto anlegen' }).click();
  await expectHeading(page, 'Bestätigen Sie Ihre E‑Mail-Adresse');
  await page.getByLabel('Code aus der E‑Mail').fill(await newestCode(page.request));
  await page.getByRole('button', { name: 'Bestätigen' }).click();
  await expectHeading(page, 'Willkommen bei Café am Eck');

  const { email } = newUser();
  await page.goto('/account/email');
  await page.getByLabel('Neue E‑Mail-Adresse').fill(email);
  await page.getByRole('button', { name: 'Code schicken' }).click();
  const dialog = page.getByRole('dialog', { name: 'Bestätigen Sie, dass Sie es sind' });
  await dialog.getByLabel('Passwort', { exact: true }).fill(user.password);
  await dialog.getByRole('button', { name: 'Bestätigen' }).click();
  await expect(page.getByText(`Wir haben einen Code an ${email} geschickt.`)).toBeVisible();
  await page.getByLabel('Code aus der E‑Mail').fill(await newestCode(page.request));
  await page.getByRole('button', { name: 'Bestätigen' }).click();
  await expect(page.getByText(`Ihre Adresse ist jetzt ${email}.`)).toBeVisible();

  await page.getByRole('link', { name: 'Konto löschen' }).click();
  await page.getByLabel('Geben Sie zur Bestätigung').fill(email);
  await page.getByRole('button', { name: 'Mein Konto löschen' }).click();
  await expect(page.getByText('Ihr Konto wurde gelöscht.')).toBeVisible();
  await expect(page.getByText('Sie sind nicht angemeldet.')).toBeVisible();
});
