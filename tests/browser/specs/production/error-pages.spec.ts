import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { violations } from '../../app/axe.ts';
import { expectFits } from '../../app/width.ts';
import { origin } from '../../server/servers.ts';

test.use({ baseURL: origin('production') });

const pages = {
  'error-404': { heading: 'This page does not exist', open: (page: Page) => page.goto('/file.txt') },
  'error-csrf': { heading: 'This form is out of date', open: sendWithoutCookie },
} as const;

/** Sends the admin's login form after its cookie was lost. */
async function sendWithoutCookie(page: Page): Promise<void> {
  await page.goto('/admin/login/');
  await page.context().clearCookies();
  await page.locator('#id_username').fill('ada');
  await page.locator('#id_password').fill('any');
  await page.getByRole('button', { name: 'Log in' }).click();
}

for (const [name, { heading, open }] of Object.entries(pages)) {
  for (const colorScheme of ['light', 'dark'] as const) {
    test(`${name} is a page in its own style, ${colorScheme}`, async ({ page }) => {
      const refused: string[] = [];
      page.on('console', (message) => {
        if (message.text().includes('Content Security Policy')) refused.push(message.text());
      });
      await page.emulateMedia({ colorScheme });
      await open(page);
      await expect(page.getByRole('heading', { level: 1 })).toHaveText(heading);
      await expect(page.locator('body')).toHaveCSS('font-family', /system-ui/);
      await expect(page.locator('header')).toContainText('safejwt');
      await page.screenshot({
        path: join(import.meta.dirname, '..', '..', '..', '..', 'build', 'screenshots', `${name}-${colorScheme}.png`),
      });
      expect(await violations(page)).toEqual([]);
      expect(refused).toEqual([]);
      await page.setViewportSize({ width: 320, height: 640 });
      await expectFits(page, 320);
    });
  }
}

test('the address of the API, typed into a browser, leads to the app', async ({ page }) => {
  await page.goto('/users');
  await expect(page).toHaveURL(`${origin('production')}/`);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
});
