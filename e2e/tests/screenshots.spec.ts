import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { open, pagesSignedIn, pagesSignedOut } from '../app-pages.ts';
import { newPerson, submitRegistration } from '../person.ts';

const folder = join(import.meta.dirname, '..', '..', 'build', 'screenshots');
const devices = {
  phone: { width: 390, height: 844 },
  desktop: { width: 1280, height: 800 },
};

for (const [device, viewport] of Object.entries(devices)) {
  for (const colorScheme of ['light', 'dark'] as const) {
    test.describe(() => {
      test.use({ viewport, colorScheme });

      const shoot = (page: Page, name: string) =>
        page.screenshot({ path: join(folder, `${name}-${colorScheme}-${device}.png`), fullPage: true });

      test(`every page fits a ${device} in the ${colorScheme} color scheme`, async ({ page }) => {
        for (const appPage of pagesSignedOut) {
          await open(page, appPage);
          await shoot(page, appPage.name);
          await expectNoSidewaysScrolling(page);
        }
        await registerHere(page);
        for (const appPage of pagesSignedIn) {
          await open(page, appPage);
          await shoot(page, appPage.name);
          await expectNoSidewaysScrolling(page);
        }
      });
    });
  }
}

/** On phones the names in the bar are behind a button, so this one looks at the address instead. */
async function registerHere(page: Page): Promise<void> {
  await page.goto('/register');
  await submitRegistration(page, newPerson());
  await expect(page).toHaveURL('/');
}

async function expectNoSidewaysScrolling(page: Page): Promise<void> {
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(overflow).toBeLessThanOrEqual(0);
}
