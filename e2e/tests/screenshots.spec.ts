import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { type AppPage, open, pagesSignedIn, pagesSignedOut } from '../app-pages.ts';
import { newPerson, submitRegistration } from '../person.ts';

const folder = join(import.meta.dirname, '..', '..', 'build', 'screenshots');
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
}
