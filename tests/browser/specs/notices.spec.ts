import { expect, test } from '@playwright/test';
import { expectSignedIn, expectSignedOut, logOut, register } from '../person.ts';

test('a logout in another tab is told in this one', async ({ context, page }) => {
  const person = await register(page);
  const other = await context.newPage();
  await other.goto('/');
  await expectSignedIn(other, person);
  await logOut(page, person);
  await expect(other.getByRole('alert').filter({ hasText: 'You have logged out in another tab.' })).toBeVisible();
  await expect(page.getByRole('alert').filter({ hasText: 'You have logged out.' })).toBeVisible();
});

test('logging out says that it is under way, and that it failed when the server could not be told', async ({
  page,
}) => {
  const person = await register(page);
  let fail = () => {};
  const failing = new Promise<void>((resolve) => {
    fail = resolve;
  });
  await page.route('**/users/logout/', async (route) => {
    await failing;
    await route.abort();
  });
  await page.getByRole('button', { name: `Account menu of ${person.username}` }).click();
  await page.getByRole('menuitem', { name: 'Log out' }).click();
  await expectSignedOut(page);
  await expect(page.getByRole('alert').filter({ hasText: 'Logging out…' })).toBeVisible();
  fail();
  await expect(page.getByRole('alert').filter({ hasText: 'did not reach the server' })).toBeVisible();
  await expect(page.getByText('You have logged out.')).toHaveCount(0);
});

test('a device that goes offline is told so, and nobody is logged out', async ({ context, page }) => {
  const person = await register(page);
  await context.setOffline(true);
  await expect(page.getByRole('status').filter({ hasText: 'You are offline' })).toBeVisible();
  await context.setOffline(false);
  await expect(page.getByText('You are offline')).toHaveCount(0);
  await expectSignedIn(page, person);
});

test('the front page counts the access token down and the uses of the refresh cookie up', async ({ page }) => {
  const person = await register(page);
  await page.goto('/');
  await expectSignedIn(page, person);
  await expect(page.getByText('present', { exact: true })).toBeVisible();
  await expect(page.getByText(/^0:0\d left$/)).toBeVisible();
  await expect(page.getByText('used once by this page')).toBeVisible();
  await expect(page.getByText('renewed when needed')).toBeVisible();
  await page.getByRole('button', { name: 'Call the protected API' }).click();
  await expect(page.getByText('used 2 times by this page')).toBeVisible();
  await expect(page.getByText(/^0:0\d left$/)).toBeVisible();
});
