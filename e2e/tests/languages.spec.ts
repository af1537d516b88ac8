import { AxeBuilder } from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { newPerson, register } from '../person.ts';

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
    const person = newPerson();
    await page.goto('/register');
    const form = page.getByRole('form', { name: 'Legen Sie Ihr Konto an' });
    await form.getByLabel('Benutzername').fill(person.username);
    await form.getByLabel('E-Mail').fill(person.email);
    await form.getByLabel('Passwort', { exact: true }).fill(person.password);
    await form.getByRole('button', { name: 'Konto anlegen' }).click();
    await expect(page.getByText(`Willkommen, ${person.username}.`)).toBeVisible();
    expect(await page.evaluate(() => localStorage.getItem('language'))).toBeNull();
  });

  for (const path of ['/', '/login', '/register', '/forgot-password', '/nowhere']) {
    test(`${path} has no accessibility problem in German`, async ({ page }) => {
      await page.goto(path);
      await expect(page.locator('html')).toHaveAttribute('lang', 'de');
      await page.waitForLoadState('networkidle');
      expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
    });
  }
});

test('an account has no accessibility problem in German', async ({ page }) => {
  await register(page);
  await page.evaluate(() => localStorage.setItem('language', 'de'));
  for (const tab of ['profile', 'password', 'email', 'devices', 'danger']) {
    await page.goto(`/account/${tab}`);
    await expect(page.getByRole('heading', { level: 1, name: 'Ihr Konto' })).toBeVisible();
    await page.waitForLoadState('networkidle');
    expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  }
});
