import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import { expectAccessible } from '../app/axe.ts';
import { expectFits } from '../app/width.ts';

const screenshots = join(import.meta.dirname, '..', '..', '..', 'build', 'screenshots', 'example');

/** Expects that the page, as it is now, is accessible in light and in dark and fits a phone. Takes screenshots of both. */
export async function expectGood(page: Page, name: string): Promise<void> {
  const size = page.viewportSize() ?? { width: 1280, height: 720 };
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expectAccessible(page, name);
  await page.screenshot({ path: join(screenshots, `${name}.png`) });
  await page.emulateMedia({ colorScheme: 'dark' });
  await expectFits(page, 390);
  await page.screenshot({ path: join(screenshots, `${name}-phone-dark.png`) });
  await page.setViewportSize(size);
  await page.emulateMedia({ colorScheme: null, reducedMotion: null });
}
