import { expect, type Page, test } from '@playwright/test';
import { newUser } from '../app/user.ts';

test('the chosen language is remembered and sent to the API', async ({ page }) => {
  await page.goto('/login');
  await page.getByRole('button', { name: 'Language: English' }).click();
  await page.getByRole('menuitemradio', { name: 'Deutsch' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Anmelden' })).toBeVisible();
  await expect(page.locator('html')).toHaveAttribute('lang', 'de');

  const request = page.waitForRequest('**/users/csrf/');
  await page.context().clearCookies();
  await page.reload();
  await expect(page.getByRole('heading', { level: 1, name: 'Anmelden' })).toBeVisible();
  // A visitor sends no request before this one.
  await page.getByLabel('Passwort', { exact: true }).fill('correct horse battery staple');
  await page.getByRole('textbox').first().fill('ada');
  await page.keyboard.press('Enter');
  expect((await request).headers()['accept-language']).toBe('de');
});

test.describe('a browser that prefers German', () => {
  test.use({ locale: 'de-AT' });

  test('gets German from the first visit, and nothing is stored', async ({ page }) => {
    await registerInGerman(page);
    expect(await page.evaluate(() => localStorage.getItem('language'))).toBeNull();
  });
});

async function registerInGerman(page: Page): Promise<void> {
  const user = newUser();
  await page.goto('/register');
  const form = page.getByRole('form', { name: 'Legen Sie Ihr Konto an' });
  await form.getByLabel('Benutzername').fill(user.username);
  await form.getByLabel('E\u2011Mail').fill(user.email);
  await form.getByLabel('Passwort', { exact: true }).fill(user.password);
  await form.getByRole('button', { name: 'Konto anlegen' }).click();
  await expect(page.getByText(`Willkommen, ${user.username}.`)).toBeVisible();
}
