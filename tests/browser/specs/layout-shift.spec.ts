import { expect, type Page, test } from '@playwright/test';
import { signUp } from '../app/user.ts';

interface Shifts {
  shift: number;
  /** The beginnings of the elements that moved. */
  moved: string[];
}

declare global {
  interface Window {
    shifts: Shifts;
    /** Adds what the browser has measured and not reported yet. */
    takeShifts(): void;
  }
}

/** Adds up the layout shifts without user input, in each document from now on. */
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
 * The shifts until the page is at rest: there was no request for half a second, the fonts are loaded, every finite
 * animation has ended, and the last changes are painted.
 */
async function shiftsUntilAtRest(page: Page): Promise<Shifts> {
  await page.waitForLoadState('networkidle');
  return page.evaluate(async () => {
    await document.fonts.ready;
    const ending = document.getAnimations().filter(({ effect }) => effect?.getComputedTiming().endTime !== Infinity);
    await Promise.allSettled(ending.map(({ finished }) => finished));
    // A callback runs before its frame is painted; the second one runs after the first frame was measured.
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

      test(`restoring the session shifts nothing on a ${device} (${language})`, async ({ context, page }) => {
        const { username } = await signUp(context);
        await page.addInitScript((language) => localStorage.setItem('language', language), language);
        await watchShifts(page);
        // A late response, so that the page is painted before and after it.
        await page.route('**/users/token/', async (route) => {
          await new Promise((resolve) => setTimeout(resolve, 500));
          await route.continue();
        });
        for (const path of ['/', '/account/profile', '/account/devices', '/account/activity', '/account/email']) {
          await page.goto(path);
          await expect(page.getByText(username).first()).toBeAttached();
          expect.soft(await shiftsUntilAtRest(page), path).toEqual({ shift: 0, moved: [] });
        }
      });
    });
  }
}
