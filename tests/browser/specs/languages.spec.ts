import { expect, type Page, test } from '@playwright/test';
import { type AppPage, open, pagesSignedIn, pagesSignedOut } from '../app-pages.ts';
import { problems } from '../axe.ts';
import { newPerson, type Person } from '../person.ts';

test('the language is chosen in the bar, remembered, and told to the API', async ({ page }) => {
  await page.goto('/login');
  await page.getByRole('button', { name: 'Language: English' }).click();
  await page.getByRole('menuitemradio', { name: 'Deutsch' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Anmelden' })).toBeVisible();
  await expect(page.locator('html')).toHaveAttribute('lang', 'de');

  const asked = page.waitForRequest('**/users/csrf/');
  await page.context().clearCookies();
  await page.reload();
  await expect(page.getByRole('heading', { level: 1, name: 'Anmelden' })).toBeVisible();
  expect((await asked).headers()['accept-language']).toBe('de');
});

test.describe('a browser that wants German', () => {
  test.use({ locale: 'de-AT' });

  test('is served in German from the first visit, without storing anything', async ({ page }) => {
    await registerInGerman(page);
    expect(await page.evaluate(() => localStorage.getItem('language'))).toBeNull();
  });

  test('sees no page with an accessibility problem', async ({ page }) => {
    test.slow();
    await expectNoProblems(page, pagesSignedOut);
    await registerInGerman(page);
    await expectNoProblems(page, pagesSignedIn);
  });
});

async function expectNoProblems(page: Page, appPages: readonly AppPage[]): Promise<void> {
  for (const appPage of appPages) {
    await open(page, { ...appPage, heading: /./ });
    await expect(page.locator('html')).toHaveAttribute('lang', 'de');
    expect.soft(await problems(page), appPage.name).toEqual([]);
  }
}

async function registerInGerman(page: Page): Promise<Person> {
  const person = newPerson();
  await page.goto('/register');
  const form = page.getByRole('form', { name: 'Legen Sie Ihr Konto an' });
  await form.getByLabel('Benutzername').fill(person.username);
  await form.getByLabel('E-Mail').fill(person.email);
  await form.getByLabel('Passwort', { exact: true }).fill(person.password);
  await form.getByRole('button', { name: 'Konto anlegen' }).click();
  await expect(page.getByText(`Willkommen, ${person.username}.`)).toBeVisible();
  return person;
}
