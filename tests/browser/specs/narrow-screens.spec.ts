import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Locator, type Page, test } from '@playwright/test';
import { openSection, respondWith } from '../app/pages.ts';
import { newUser, signUp } from '../app/user.ts';
import { expectFits } from '../app/width.ts';

const root = join(import.meta.dirname, '..', '..', '..');
const narrow = { width: 320, height: 800 };

const looks = [
  { colorScheme: 'light', language: 'en' },
  { colorScheme: 'dark', language: 'de' },
] as const;

for (const { colorScheme, language } of looks) {
  test.describe(() => {
    test.use({ viewport: narrow, colorScheme });
    const words = texts(language);

    test.beforeEach(async ({ context }) => {
      await context.addInitScript((language) => localStorage.setItem('language', language), language);
    });

    /** `opened` may lie above the page, where it makes nothing scroll. */
    async function expectNarrow(page: Page, name: string, opened: Locator): Promise<void> {
      await expect(opened).toBeVisible();
      await page.screenshot({
        path: join(root, 'build', 'screenshots', `${name}-narrow-${colorScheme}-${language}.png`),
      });
      await expectFits(page, narrow.width);
      const box = await opened.boundingBox();
      expect.soft(box?.x ?? -1, name).toBeGreaterThanOrEqual(0);
      expect.soft((box?.x ?? 0) + (box?.width ?? 0), name).toBeLessThanOrEqual(narrow.width);
    }

    const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

    test(`forms, their errors and the menu fit 320 pixels: ${colorScheme}, ${language}`, async ({ page }) => {
      await page.goto('/login');
      expect(await button(page, words.menu.open).boundingBox()).toMatchObject({ width: 40, height: 40 });
      await button(page, words.menu.open).click();
      await expectNarrow(page, 'menu', page.getByRole('navigation', { name: words.menu.name, exact: true }));
      await button(page, words.menu.close).click();
      await button(page, words.login.heading).click();
      await expectNarrow(page, 'login-errors', page.getByText(words.fields.missing.usernameOrEmail));
      await page.getByLabel(words.fields.usernameOrEmail).fill(newUser().username);
      await page.getByLabel(words.fields.password, { exact: true }).fill('not the password');
      await button(page, words.login.heading).click();
      await expectNarrow(page, 'login-refused', page.getByRole('form').getByRole('alert'));

      await page.goto('/register');
      await page.getByLabel(words.fields.username).fill(newUser().username);
      await page.getByLabel(words.fields.email).fill(newUser().email);
      await page.getByLabel(words.fields.password, { exact: true }).fill('passwordpassword');
      await page.getByRole('form').getByRole('button', { name: words.register.submit }).click();
      await expect(page.getByLabel(words.fields.password, { exact: true })).toHaveAttribute('aria-invalid', 'true');
      await expectNarrow(page, 'register-refused', page.getByRole('form'));
      await respondWith(page, 'POST', '', 202, { detail: 'Sent.' });
      await page.getByRole('form').getByRole('button', { name: words.register.submit }).click();
      await expectNarrow(page, 'register-email-sent', button(page, words.register.correct));
      await page.goto('/verify-email#token=any');
      await expectNarrow(page, 'link-failed', page.getByRole('form'));
    });

    test(`the account's dialogs and messages fit 320 pixels: ${colorScheme}, ${language}`, async ({
      context,
      page,
    }) => {
      const { username } = await signUp(context);
      await page.goto('/account/email');
      await button(page, words.menu.open).click();
      await expectNarrow(page, 'menu-signed-in', page.getByRole('navigation', { name: words.menu.name, exact: true }));
      await button(page, words.menu.close).click();
      await button(page, words.unverified.send).click();
      const sent = page.getByRole('button', { name: words.unverified.sentAgain.split('{{')[0] ?? '' });
      await expectNarrow(page, 'email-sent-again', sent);
      await page.getByLabel(words.email.new).fill(newUser().email);
      await button(page, words.email.submit).click();
      await expectNarrow(page, 'email-pending', button(page, words.email.withdraw));

      await page.route('**/users/sessions/', async (route) => {
        const [own] = await (await route.fetch()).json();
        await route.fulfill({ json: [own, { ...own, id: 'other', current: false }] });
      });
      await page.goto('/account/devices');
      await button(page, words.devices.everywhere).click();
      await expectNarrow(page, 'devices-confirmation', button(page, words.devices.everywhereSubmit));

      const code = 'reauthentication_required';
      await respondWith(page, 'DELETE', 'account/', 403, { detail: 'Enter your password.', code });
      await page.goto('/account/danger');
      const confirmation = openSection(page).getByRole('textbox');
      await confirmation.fill('another name');
      await button(page, words.danger.submit).click();
      await expect(confirmation).toHaveAttribute('aria-invalid', 'true');
      await expectNarrow(page, 'danger-refused', page.getByRole('form'));
      await confirmation.fill(username);
      await button(page, words.danger.submit).click();
      await expectNarrow(page, 'dialog', page.getByRole('dialog', { name: words.reauthenticate.heading }));

      await page.route('**/users/logout/', (route) => route.abort());
      await page.goto('/');
      await button(page, words.menu.open).click();
      await button(page, words.menu.logOut).click();
      await expectNarrow(page, 'logout-failed', page.getByText(words.session.stillLoggedIn.unreachable));
    });
  });
}

/** The texts of the app. */
function texts(language: string): typeof import('../../../frontend/src/i18n/locales/en.json') {
  return JSON.parse(readFileSync(join(root, 'frontend', 'src', 'i18n', 'locales', `${language}.json`), 'utf8'));
}
