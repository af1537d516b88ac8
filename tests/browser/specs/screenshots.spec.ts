import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Locator, type Page, test } from '@playwright/test';
import { type AppPage, answerWith, open, pagesSignedIn, pagesSignedOut } from '../app-pages.ts';
import { newPerson, submitRegistration } from '../person.ts';

const folder = join(import.meta.dirname, '..', '..', '..', 'build', 'screenshots');
const devices = {
  phone: { width: 390, height: 844 },
  desktop: { width: 1280, height: 800 },
};

/** Words are longer in German, colors are the same in both languages: each is seen once on each device. */
const looks = [
  { colorScheme: 'light', language: 'en' },
  { colorScheme: 'dark', language: 'de' },
] as const;

for (const [device, viewport] of Object.entries(devices)) {
  for (const { colorScheme, language } of looks) {
    test.describe(() => {
      test.use({ viewport, colorScheme });

      async function shoot(page: Page, appPage: AppPage): Promise<void> {
        await open(page, { ...appPage, heading: /./ });
        await expect(page.locator('html')).toHaveAttribute('lang', language);
        const path = join(folder, `${appPage.name}-${device}-${colorScheme}-${language}.png`);
        await page.screenshot({ path, fullPage: true });
        await expectNoSidewaysScrolling(page, viewport.width);
        // As narrow as WCAG 2.2 asks for (1.4.10).
        if (device === 'phone') await expectNoSidewaysScrolling(page, 320);
        await page.setViewportSize(viewport);
      }

      test(`every page fits a ${device} in the ${colorScheme} color scheme, in ${language}`, async ({ page }) => {
        await page.goto('/login');
        await speak(page, language);
        for (const appPage of pagesSignedOut) await shoot(page, appPage);
        await speak(page, 'en');
        await registerHere(page);
        await speak(page, language);
        for (const appPage of pagesSignedIn) await shoot(page, appPage);
      });
    });
  }
}

const narrow = { width: 320, height: 800 };

for (const { colorScheme, language } of looks) {
  test.describe(() => {
    test.use({ viewport: narrow, colorScheme });
    const words = catalogue(language);

    /** `opened` may lie above the page, where it makes nothing scroll. */
    async function shoot(page: Page, name: string, opened: Locator): Promise<void> {
      await expect(opened).toBeVisible();
      await page.screenshot({ path: join(folder, `${name}-narrow-${colorScheme}-${language}.png`) });
      await expectNoSidewaysScrolling(page, narrow.width);
      const box = await opened.boundingBox();
      expect.soft(box?.x ?? -1, name).toBeGreaterThanOrEqual(0);
      expect.soft((box?.x ?? 0) + (box?.width ?? 0), name).toBeLessThanOrEqual(narrow.width);
    }

    const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

    test(`what forms and menus say fits 320 pixels in the ${colorScheme} color scheme, in ${language}`, async ({
      page,
    }) => {
      await page.goto('/login');
      await speak(page, language);
      await page.goto('/login');
      await button(page, words.menu.open).click();
      await shoot(page, 'menu', page.getByRole('navigation', { name: words.menu.name, exact: true }));
      await button(page, words.menu.close).click();
      await button(page, words.login.heading).click();
      await shoot(page, 'login-errors', page.getByText(words.fields.missing.usernameOrEmail));
      await page.getByLabel(words.fields.usernameOrEmail).fill('nobody');
      await page.getByLabel(words.fields.password, { exact: true }).fill('not the password');
      await button(page, words.login.heading).click();
      await shoot(page, 'login-refused', page.getByRole('form').getByRole('alert'));

      await page.goto('/register');
      await page.getByLabel(words.fields.username).fill(newPerson().username);
      await page.getByLabel(words.fields.email).fill(newPerson().email);
      await page.getByLabel(words.fields.password, { exact: true }).fill('kX9#vQ2!mZ');
      await page.getByRole('form').getByRole('button', { name: words.register.submit }).click();
      await expect(page.getByLabel(words.fields.password, { exact: true })).toHaveAttribute('aria-invalid', 'true');
      await shoot(page, 'register-refused', page.getByRole('form'));
      await answerWith(page, 'POST', '', 202, { detail: 'Sent.' });
      await page.getByRole('form').getByRole('button', { name: words.register.submit }).click();
      await shoot(page, 'register-mailed', button(page, words.register.correct));
      await page.goto('/verify-email#token=any');
      await shoot(page, 'link-failed', page.getByRole('form'));
    });

    test(`what the account opens fits 320 pixels in the ${colorScheme} color scheme, in ${language}`, async ({
      page,
    }) => {
      await page.goto('/login');
      await registerHere(page);
      await speak(page, language);
      await page.goto('/account/email');
      await button(page, words.menu.open).click();
      await shoot(page, 'menu-signed-in', page.getByRole('navigation', { name: words.menu.name, exact: true }));
      await button(page, words.menu.close).click();
      await button(page, words.unverified.resend).click();
      await shoot(page, 'notice', page.getByRole('alert'));
      await page.getByLabel(words.email.new).fill(newPerson().email);
      await button(page, words.email.submit).click();
      await shoot(page, 'email-waiting', button(page, words.email.withdraw));

      await page.route('**/users/sessions/', async (route) => {
        const [own] = await (await route.fetch()).json();
        await route.fulfill({ json: [own, { ...own, id: 'other', current: false }] });
      });
      await page.goto('/account/devices');
      await button(page, words.devices.everywhere).click();
      await shoot(page, 'devices-question', button(page, words.devices.everywhereSubmit));

      const again = { detail: 'Your password, please.', code: 'reauthentication_required' };
      await answerWith(page, 'DELETE', 'account/', 403, again);
      await page.goto('/account/danger');
      const confirmation = page.getByRole('tabpanel').getByRole('textbox');
      await confirmation.fill('somebody else');
      await button(page, words.danger.submit).click();
      await expect(confirmation).toHaveAttribute('aria-invalid', 'true');
      await shoot(page, 'danger-refused', page.getByRole('form'));
      const label = words.danger.confirm.replace('{{username}}', '(.+)');
      const name = new RegExp(`^${label}$`).exec((await page.locator('label').textContent()) ?? '')?.[1] ?? '';
      await confirmation.fill(name);
      await button(page, words.danger.submit).click();
      await shoot(page, 'dialog', page.getByRole('dialog', { name: words.reauthenticate.heading }));
    });
  });
}

/** The app's sentences. */
function catalogue(language: string): typeof import('../../../frontend/src/locales/en.json') {
  const file = join(import.meta.dirname, '..', '..', '..', 'frontend', 'src', 'locales', `${language}.json`);
  return JSON.parse(readFileSync(file, 'utf8'));
}

/** From the next page on. */
async function speak(page: Page, language: string): Promise<void> {
  await page.evaluate((language) => localStorage.setItem('language', language), language);
}

/** On phones the names in the bar are behind a button, so this one looks at the address instead. */
async function registerHere(page: Page): Promise<void> {
  await page.goto('/register');
  await submitRegistration(page, newPerson());
  await expect(page).toHaveURL('/');
}

async function expectNoSidewaysScrolling(page: Page, width: number): Promise<void> {
  await page.setViewportSize({ width, height: 800 });
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect.soft(overflow, `${page.url()}, ${width} wide`).toBeLessThanOrEqual(0);
  const cutOff = await page
    .locator('.mantine-Button-label')
    .evaluateAll((labels) =>
      labels.filter((label) => label.scrollWidth > label.clientWidth).map((label) => label.innerHTML),
    );
  expect.soft(cutOff, `${page.url()}, ${width} wide: words of buttons that are cut off`).toEqual([]);
}
