import { expect, type Locator, type Page } from '@playwright/test';

/** Presses Tab until the element has the focus, which has to be visible. */
export async function tabTo(page: Page, target: Locator): Promise<void> {
  for (let presses = 0; presses < 30; presses += 1) {
    await page.keyboard.press('Tab');
    if (await target.evaluate((element) => element === document.activeElement)) {
      expect(await target.evaluate((element) => element.matches(':focus-visible'))).toBe(true);
      await expect(target).toBeInViewport();
      return;
    }
  }
  throw new Error(`Thirty presses of Tab did not reach ${target}.`);
}

/** Tabs to the field and types into it. */
export async function type(page: Page, field: Locator, text: string): Promise<void> {
  await tabTo(page, field);
  await page.keyboard.type(text);
}
