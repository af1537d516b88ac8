import { expect, type Page, test } from '@playwright/test';
import { respondWith } from '../app/pages.ts';
import { newUser, signUp } from '../app/user.ts';

test.use({ viewport: { width: 390, height: 844 }, contextOptions: { reducedMotion: 'reduce' } });

/** The reader has set the browser's text to twice its size. The words are German, which are longer. */
async function enlargeText(page: Page): Promise<void> {
  await page.addInitScript(() => localStorage.setItem('language', 'de'));
  const session = await page.context().newCDPSession(page);
  await session.send('Page.enable');
  await session.send('Page.setFontSizes', { fontSizes: { standard: 32, fixed: 26 } });
}

/** The visible elements of `selector` with a text that is larger than they are. */
function cutOff(page: Page, selector: string): Promise<string[]> {
  return page.locator(selector).evaluateAll((all) =>
    all
      .filter((element) => element.checkVisibility())
      .filter(
        ({ scrollWidth, clientWidth, scrollHeight, clientHeight }) =>
          scrollWidth > clientWidth + 1 || scrollHeight > clientHeight + 1,
      )
      .map((element) => element.textContent ?? ''),
  );
}

/** Expects that the open notification is as high as its text. */
async function expectWhole(page: Page): Promise<void> {
  const notification = page.locator('.mantine-Notification-root');
  await expect(notification).toHaveCSS('opacity', '1');
  const text = await notification.locator('.mantine-Notification-body').boundingBox();
  const box = await notification.boundingBox();
  if (!text || !box) throw new Error('The notification is gone.');
  expect(text.y).toBeGreaterThanOrEqual(box.y);
  expect(text.y + text.height).toBeLessThanOrEqual(box.y + box.height);
}

async function expectNoSidewaysScroll(page: Page): Promise<void> {
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
}

test('large text is not cut off in buttons', async ({ page }) => {
  await enlargeText(page);
  for (const path of ['/', '/login', '/register', '/forgot-password']) {
    await page.goto(path);
    await expect(
      page.getByRole('main').getByRole('button').or(page.getByRole('main').getByRole('link')).first(),
    ).toBeVisible();
    expect(await cutOff(page, '.mantine-Button-label'), path).toEqual([]);
    await expect(page.getByRole('heading', { level: 1 })).toHaveCSS('hyphens', 'auto');
    await expectNoSidewaysScroll(page);
  }
});

test('large text is not cut off in notifications', async ({ context, page }) => {
  await signUp(context);
  await enlargeText(page);
  const code = 'reauthentication_required';
  await respondWith(page, 'POST', 'account/export/', 403, { detail: 'Enter your password.', code });
  await page.goto('/account/danger');
  await page.getByRole('button', { name: 'Daten herunterladen' }).click();
  await page.getByRole('dialog').getByRole('textbox').press('Escape');
  await expect(page.getByRole('alert').filter({ hasText: 'Es wurde nichts heruntergeladen.' })).toBeVisible();
  await expectWhole(page);
});

test('large text wraps in the tooltip of a time', async ({ context, page }) => {
  await signUp(context);
  await enlargeText(page);
  await page.goto('/account/devices');
  await page.getByRole('list', { name: 'Angemeldete Geräte' }).locator('time').last().hover();
  const tooltip = page.getByRole('tooltip');
  await expect(tooltip).toBeVisible();
  const box = await tooltip.boundingBox();
  expect(box?.x ?? -1).toBeGreaterThanOrEqual(0);
  expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(390);
  await expectNoSidewaysScroll(page);
});

test('icons grow with the text, and the page stays aligned with its bar', async ({ page }) => {
  await enlargeText(page);
  await page.goto('/login');
  const logo = await page.getByRole('banner').locator('svg').first().boundingBox();
  const heading = await page.getByRole('heading', { level: 1 }).boundingBox();
  expect(heading?.x).toBe(logo?.x);
  const icon = page.getByRole('button', { name: /^Sprache/ }).locator('svg');
  await expect(icon).toHaveCSS('width', '40px');
});

test('a notification shows a long address whole or shortened', async ({ context, page }) => {
  await page.setViewportSize({ width: 320, height: 640 });
  const user = newUser();
  const domain = `${`${'d'.repeat(55)}.`.repeat(3)}example.org`;
  await signUp(context, { ...user, email: `${user.username.padEnd(60, 'x')}@${domain}` });
  await page.goto('/account/email');
  await page.getByLabel('New email address').fill(newUser().email);
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Cancel this change' }).click();
  await expect(page.getByRole('alert').filter({ hasText: 'The change has been canceled' })).toContainText('…');
  await expectWhole(page);
});
