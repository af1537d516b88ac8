import { expect, type Page, test } from '@playwright/test';
import { expectSignedIn, register } from '../person.ts';

/** Sums what moved without the person's doing, with the elements that did. */
async function watchShifts(page: Page): Promise<() => Promise<{ shift: number; moved: string[] }>> {
  await page.addInitScript(() => {
    const seen = { shift: 0, moved: [] as string[] };
    Object.assign(window, { shifts: seen });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as (PerformanceEntry & {
        value: number;
        hadRecentInput: boolean;
        sources: { node: Node | null }[];
      })[]) {
        if (entry.hadRecentInput) continue;
        seen.shift += entry.value;
        seen.moved.push(...entry.sources.map(({ node }) => (node as Element | null)?.outerHTML?.slice(0, 120) ?? '?'));
      }
    }).observe({ type: 'layout-shift', buffered: true });
  });
  return () => page.evaluate(() => (window as unknown as { shifts: { shift: number; moved: string[] } }).shifts);
}

for (const [device, viewport] of Object.entries({
  phone: { width: 390, height: 844 },
  desktop: { width: 1280, height: 800 },
})) {
  for (const language of ['en', 'de']) {
    test.describe(() => {
      test.use({ viewport });

      for (const path of ['/', '/account/profile', '/account/devices', '/account/email']) {
        test(`nothing moves on a ${device} when the session is restored on ${path} (${language})`, async ({ page }) => {
          const person = await registerWithoutBar(page);
          await page.evaluate((language) => localStorage.setItem('language', language), language);
          const shifts = await watchShifts(page);
          // The answer comes late, so that the page is seen before and after.
          await page.route('**/users/token/', async (route) => {
            await new Promise((resolve) => setTimeout(resolve, 700));
            await route.continue();
          });
          await page.goto(path);
          await expect(page.getByText(person.username).first()).toBeAttached();
          await page.waitForLoadState('networkidle');
          await page.waitForTimeout(1500);
          expect(await shifts()).toEqual({ shift: 0, moved: [] });
        });
      }
    });
  }
}

/** On phones the names in the bar are behind a button. */
async function registerWithoutBar(page: Page) {
  const viewport = page.viewportSize();
  await page.setViewportSize({ width: 1280, height: 800 });
  const person = await register(page);
  await expectSignedIn(page, person);
  if (viewport) await page.setViewportSize(viewport);
  return person;
}
