import { expect, type Page } from '@playwright/test';

/** From the narrowest width that WCAG 2.2 requires (1.4.10). 640 is a 1280 pixels wide window at 200 % zoom. */
export const widths = [1440, 1024, 768, 640, 390, 320] as const;

/** Expects that the page does not scroll sideways at this width, and that no text is cut off. */
export async function expectFits(page: Page, width: number): Promise<void> {
  await page.setViewportSize({ width, height: 800 });
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect.soft(overflow, `${page.url()}, ${width} wide`).toBeLessThanOrEqual(0);
  expect.soft(await page.evaluate(cutOff), `${page.url()}, ${width} wide: texts that are cut off`).toEqual([]);
}

/** Runs in the page. The name in the bar is shortened on purpose; its menu shows it whole. */
function cutOff(): string[] {
  const isCutOff = (element: Element) =>
    element.scrollWidth > element.clientWidth + 1 &&
    element.clientWidth > 1 &&
    ['hidden', 'clip'].includes(getComputedStyle(element).overflowX) &&
    !element.closest('button[aria-haspopup="menu"]');
  const isBeyond = (element: Element) => {
    const { left, right, width } = element.getBoundingClientRect();
    return width > 1 && (left < -1 || right > innerWidth + 1);
  };
  return [...document.querySelectorAll('body *')]
    .filter((element) => element.textContent?.trim() && element.checkVisibility())
    .filter((element) => isCutOff(element) || isBeyond(element))
    .map((element) => element.outerHTML.slice(0, 200));
}
