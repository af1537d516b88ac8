import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { open, pagesSignedIn, pagesSignedOut } from '../app-pages.ts';
import { register, submitLogin } from '../person.ts';

/** What axe holds against the page, the grave things only, each with the elements it means. */
async function graveProblems(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, help, nodes }) => nodes.map(({ target }) => `${id}: ${help}: ${target.join(' ')}`));
}

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(`in the ${colorScheme} color scheme`, () => {
    test.use({ colorScheme });

    for (const appPage of pagesSignedOut) {
      test(`${appPage.name} has no serious accessibility problem`, async ({ page }) => {
        await open(page, appPage);
        expect(await graveProblems(page)).toEqual([]);
      });
    }

    for (const appPage of pagesSignedIn) {
      test(`${appPage.name} has no serious accessibility problem`, async ({ page }) => {
        await register(page);
        await open(page, appPage);
        expect(await graveProblems(page)).toEqual([]);
      });
    }

    test('a refused login has no serious accessibility problem', async ({ page }) => {
      await page.goto('/login');
      await submitLogin(page, { username: 'nobody', password: 'not the password' });
      await expect(page.getByRole('form', { name: 'Log in' }).getByRole('alert')).toBeVisible();
      expect(await graveProblems(page)).toEqual([]);
    });
  });
}
