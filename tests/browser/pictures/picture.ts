import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Locator, type Page } from '@playwright/test';

const folder = join(import.meta.dirname, '..', '..', '..', 'docs', 'pictures');

/** A page with several pictures has to load quickly. */
const mostBytes = 100_000;

/** Takes a picture of the page, or of one of its elements, in docs/pictures. */
export async function take(page: Page, name: string, element?: Locator): Promise<void> {
  await page.waitForLoadState('networkidle');
  await page.evaluate(() => document.fonts.ready);
  const box = await element?.boundingBox();
  // Playwright itself writes no WebP, which takes a third of a PNG.
  const session = await page.context().newCDPSession(page);
  const { data } = await session.send('Page.captureScreenshot', {
    format: 'webp',
    quality: 80,
    ...(box && { clip: { ...box, scale: 1 } }),
  });
  await session.detach();
  const file = join(folder, `${name}.webp`);
  writeFileSync(file, Buffer.from(data, 'base64'));
  expect(statSync(file).size, name).toBeLessThan(mostBytes);
}
