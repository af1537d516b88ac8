import { expect, type Page } from '@playwright/test';

/** Expects that the page does not scroll sideways at this width, and that no button cuts off its label. */
export async function expectFits(page: Page, width: number): Promise<void> {
  await page.setViewportSize({ width, height: 800 });
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect.soft(overflow, `${page.url()}, ${width} wide`).toBeLessThanOrEqual(0);
  const cutOff = await page
    .locator('.mantine-Button-label')
    .evaluateAll((labels) =>
      labels.filter((label) => label.scrollWidth > label.clientWidth).map((label) => label.innerHTML),
    );
  expect.soft(cutOff, `${page.url()}, ${width} wide: button labels that are cut off`).toEqual([]);
}
