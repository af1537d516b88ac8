import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { COLOR_RULES, violations } from '../app/axe.ts';
import { type AppPage, open, signedInPages, signedOutPages } from '../app/pages.ts';
import { signUp } from '../app/user.ts';
import { expectFits, widths } from '../app/width.ts';

const desktop = { width: 1280, height: 800 };
const phone = { width: 390, height: 844 };

/** Words are longer in German; the color scheme is the same in both languages. Each look is opened at another width. */
const looks = [
  { colorScheme: 'light', language: 'en', viewport: desktop },
  { colorScheme: 'dark', language: 'de', viewport: phone },
] as const;

const pages = { 'signed-out': signedOutPages, 'signed-in': signedInPages };

for (const { colorScheme, language, viewport } of looks) {
  for (const [state, appPages] of Object.entries(pages)) {
    test.describe(() => {
      test.use({ colorScheme, viewport, contextOptions: { reducedMotion: 'reduce' } });

      test(`${state} pages fit every width and are accessible: ${colorScheme}, ${language}`, async ({
        context,
        page,
      }) => {
        test.slow(); // Many pages.
        await context.addInitScript((language) => localStorage.setItem('language', language), language);
        if (state === 'signed-in') await signUp(context);
        for (const appPage of appPages) {
          await open(page, { ...appPage, heading: language === 'en' ? appPage.heading : /./ });
          await expect(page.getByRole('alert')).toHaveCount(0);
          await expect(page.locator('html')).toHaveAttribute('lang', language);
          await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', colorScheme);
          if (process.env.SCREENSHOTS) {
            for (const size of [phone, desktop]) await shoot(page, appPage, size, `${colorScheme}-${language}`);
          }
          for (const width of widths) await expectFits(page, width);
          expect.soft(await violations(page), appPage.name).toEqual([]);
          if (language === 'en') await expectDarkColors(page, appPage);
          await page.setViewportSize(viewport);
        }
      });
    });
  }
}

async function shoot(page: Page, { name }: AppPage, size: typeof phone, look: string): Promise<void> {
  await page.setViewportSize(size);
  await page.screenshot({
    path: screenshot(`${name}-${size === phone ? 'phone' : 'desktop'}-${look}`),
    fullPage: true,
  });
}

/** The dark colors of the English page, which is not loaded again. */
async function expectDarkColors(page: Page, { name }: AppPage): Promise<void> {
  await page.emulateMedia({ colorScheme: 'dark' });
  await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'dark');
  expect.soft(await violations(page, COLOR_RULES), `${name}, dark`).toEqual([]);
  await page.emulateMedia({ colorScheme: 'light' });
}

function screenshot(name: string): string {
  return join(import.meta.dirname, '..', '..', '..', 'build', 'screenshots', `${name}.png`);
}
