import { expect, test } from '@playwright/test';
import { expectSignedIn, register } from '../app/user.ts';

test('a visitor of a new project is signed in within one page load', async ({ page }) => {
  const loads: string[] = [];
  page.on('domcontentloaded', () => loads.push(page.url()));
  const errors: string[] = [];
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  const user = await register(page);
  expect(loads).toHaveLength(1);
  await expect(page).toHaveTitle(/ · Café am Eck$/);
  await expect(page.getByRole('banner')).toContainText('Café am Eck');
  expect(errors).toEqual([]);

  await page.reload();
  await expectSignedIn(page, user);
});
