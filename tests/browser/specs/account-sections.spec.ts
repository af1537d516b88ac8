import { expect, type Page, test } from '@playwright/test';
import { openSection, sectionLink } from '../app/pages.ts';
import { signUp } from '../app/user.ts';

/** Whether the focus ring, 4 pixels around the focused element, is inside all that could clip it. */
function isRingWhole(page: Page): Promise<boolean> {
  return page.evaluate(() => {
    const ring = document.activeElement?.getBoundingClientRect();
    if (!ring) return false;
    const clipping: Element[] = [document.documentElement];
    for (let at = document.activeElement?.parentElement; at; at = at.parentElement) {
      if (getComputedStyle(at).overflowX !== 'visible' && at !== document.documentElement) clipping.push(at);
    }
    return clipping.every((element) => {
      const { left, right, top } = element.getBoundingClientRect();
      return ring.left - 4 >= left && ring.right + 4 <= right && (ring.top - 4 >= top || element.tagName === 'HTML');
    });
  });
}

for (const language of ['en', 'de']) {
  for (const width of [320, 390]) {
    test(`all sections are in sight on a phone: ${width}, ${language}`, async ({ context, page }) => {
      await signUp(context);
      await context.addInitScript((language) => localStorage.setItem('language', language), language);
      await page.setViewportSize({ width, height: 844 });
      await page.goto('/account/profile');
      const links = page.getByRole('main').getByRole('navigation').getByRole('link');
      await expect(links).toHaveCount(6);
      for (const link of await links.all()) {
        await expect(link).toBeInViewport({ ratio: 1 });
        await link.focus();
        expect(await isRingWhole(page)).toBe(true);
      }
    });
  }
}

test('on wide screens the sections are a list at the left, and the page has no empty side', async ({
  context,
  page,
}) => {
  await signUp(context);
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.goto('/account/devices');
  const list = await page.getByRole('navigation', { name: 'Account' }).boundingBox();
  const section = await openSection(page).boundingBox();
  const heading = await page.getByRole('heading', { level: 1 }).boundingBox();
  const bar = await page.getByRole('banner').getByRole('button').last().boundingBox();
  if (!list || !section || !heading || !bar) throw new Error('The page is not complete.');
  expect(list.x).toBe(heading.x);
  expect(section.x).toBeGreaterThan(list.x + list.width);
  // The section ends where the bar ends.
  expect(Math.abs(section.x + section.width - (bar.x + bar.width))).toBeLessThanOrEqual(1);
});

test('a section opens in another tab of the browser, like any link', async ({ context, page }) => {
  await signUp(context);
  await page.goto('/account/profile');
  const opened = context.waitForEvent('page');
  await sectionLink(page, 'Devices').click({ modifiers: ['ControlOrMeta'] });
  await expect(sectionLink(await opened, 'Devices')).toHaveAttribute('aria-current', 'page');
  await expect(page).toHaveURL('/account/profile');
});
