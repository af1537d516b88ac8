import { expect, type Locator, type Page, test } from '@playwright/test';
import { expectSignedIn, expectSignedOut, logOut, register } from '../person.ts';

/** Presses Tab until the element has the focus, and shows that it can be seen there. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  for (let presses = 0; presses < 30; presses += 1) {
    await page.keyboard.press('Tab');
    if (await target.evaluate((element) => element === document.activeElement)) {
      expect(await target.evaluate((element) => element.matches(':focus-visible'))).toBe(true);
      await expect(target).toBeInViewport();
      return;
    }
  }
  throw new Error(`Thirty times Tab did not lead to ${target}.`);
}

test('logging in and out needs no mouse', async ({ page }) => {
  const person = await register(page);
  await logOut(page, person);
  await page.goto('/');

  await tabTo(page, page.getByRole('banner').getByRole('link', { name: 'Log in' }));
  await page.keyboard.press('Enter');
  const form = page.getByRole('form', { name: 'Log in' });
  await expect(form).toBeVisible();

  await tabTo(page, form.getByLabel('Username or e-mail'));
  await page.keyboard.type(person.username);
  await tabTo(page, form.getByLabel('Password', { exact: true }));
  await page.keyboard.type(person.password);
  await page.keyboard.press('Enter');
  await expectSignedIn(page, person);

  await tabTo(page, page.getByRole('button', { name: `Account menu of ${person.username}` }));
  await page.keyboard.press('Enter');
  const logOutItem = page.getByRole('menuitem', { name: 'Log out' });
  await expect(logOutItem).toBeVisible();
  for (let presses = 0; presses < 5; presses += 1) {
    if (await logOutItem.evaluate((element) => element === document.activeElement)) break;
    await page.keyboard.press('ArrowDown');
  }
  await expect(logOutItem).toBeFocused();
  await page.keyboard.press('Enter');
  await expectSignedOut(page);
});

test('the first Tab offers to skip to the content', async ({ page }) => {
  await page.goto('/login');
  await expect(page.getByRole('heading', { level: 1, name: 'Log in' })).toBeVisible();
  await page.keyboard.press('Tab');
  const skip = page.getByRole('link', { name: 'Skip to content' });
  await expect(skip).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('main')).toBeFocused();
});
