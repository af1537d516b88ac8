import { expect, type Page, test } from '@playwright/test';
import { expectSignedIn, register } from '../person.ts';

interface Shifts {
  shift: number;
  /** The beginnings of the elements that moved. */
  moved: string[];
}

declare global {
  interface Window {
    shifts: Shifts;
    /** Takes over what the browser has measured and not told yet. */
    takeShifts(): void;
  }
}

/** Sums, in each document from now on, what moves without the person's doing. */
async function watchShifts(page: Page): Promise<void> {
  await page.addInitScript(() => {
    type Shift = PerformanceEntry & { value: number; hadRecentInput: boolean; sources: { node: Node | null }[] };
    const seen: Shifts = { shift: 0, moved: [] };
    const add = (entries: PerformanceEntry[]) => {
      for (const entry of entries as Shift[]) {
        if (entry.hadRecentInput) continue;
        seen.shift += entry.value;
        seen.moved.push(...entry.sources.map(({ node }) => (node as Element | null)?.outerHTML?.slice(0, 120) ?? '?'));
      }
    };
    const observer = new PerformanceObserver((list) => add(list.getEntries()));
    observer.observe({ type: 'layout-shift', buffered: true });
    window.shifts = seen;
    window.takeShifts = () => add(observer.takeRecords());
  });
}

/**
 * What has moved until nothing is left that could move: no request is under way and none was for half a second, the fonts
 * are there, every animation with an end has ended, and what all that changed has been drawn.
 */
async function shiftsUntilAtRest(page: Page): Promise<Shifts> {
  await page.waitForLoadState('networkidle');
  return page.evaluate(async () => {
    await document.fonts.ready;
    const ending = document.getAnimations().filter(({ effect }) => effect?.getComputedTiming().endTime !== Infinity);
    await Promise.allSettled(ending.map(({ finished }) => finished));
    // A callback comes before its frame is drawn; the second one is after the first frame's measurement.
    for (let frames = 0; frames < 2; frames += 1) await new Promise(requestAnimationFrame);
    window.takeShifts();
    return window.shifts;
  });
}

for (const [device, viewport] of Object.entries({
  phone: { width: 390, height: 844 },
  desktop: { width: 1280, height: 800 },
})) {
  for (const language of ['en', 'de']) {
    test.describe(() => {
      test.use({ viewport });

      test(`nothing moves on a ${device} when the session is restored (${language})`, async ({ page }) => {
        const person = await registerWithoutBar(page);
        await page.evaluate((language) => localStorage.setItem('language', language), language);
        await watchShifts(page);
        // The answer comes late, so that the page is seen before and after.
        await page.route('**/users/token/', async (route) => {
          await new Promise((resolve) => setTimeout(resolve, 700));
          await route.continue();
        });
        for (const path of ['/', '/account/profile', '/account/devices', '/account/activity', '/account/email']) {
          await page.goto(path);
          await expect(page.getByText(person.username).first()).toBeAttached();
          expect.soft(await shiftsUntilAtRest(page), path).toEqual({ shift: 0, moved: [] });
        }
      });
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
