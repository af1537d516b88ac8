import { expect, test } from '@playwright/test';
import { expectSignedIn, expectSignedOut, logOut, signUp } from '../app/user.ts';
import { moveClocks } from '../server/clock.ts';

test('a logout in another tab shows a message', async ({ context, page }) => {
  const user = await signUp(context);
  await page.goto('/');
  await expectSignedIn(page, user);
  const other = await context.newPage();
  await other.goto('/');
  await expectSignedIn(other, user);
  await logOut(page, user);
  await expect(other.getByRole('alert').filter({ hasText: 'You are not logged in any more.' })).toBeVisible();
  await expect(page.getByRole('alert').filter({ hasText: 'You have logged out.' })).toBeVisible();
});

test('the deletion of the account in another tab is not called a logout', async ({ context, page }) => {
  const user = await signUp(context);
  const other = await context.newPage();
  await other.goto('/');
  await expectSignedIn(other, user);
  await page.goto('/account/danger');
  await page.getByLabel(`Type ${user.username} to confirm`).fill(user.username);
  await page.getByRole('button', { name: 'Delete my account' }).click();
  await expect(page.getByRole('alert').filter({ hasText: 'Your account has been deleted.' })).toBeVisible();
  await expect(other.getByRole('alert').filter({ hasText: 'You are not logged in any more.' })).toBeVisible();
});

test('logout shows a message while it is under way', async ({ context, page }) => {
  const user = await signUp(context);
  await page.goto('/');
  await expectSignedIn(page, user);
  let pass = () => {};
  const passing = new Promise<void>((resolve) => {
    pass = resolve;
  });
  await page.route('**/users/logout/', async (route) => {
    await passing;
    await route.continue();
  });
  await page.getByRole('button', { name: `Account menu of ${user.username}` }).click();
  await page.getByRole('menuitem', { name: 'Log out' }).click();
  await expectSignedOut(page);
  await expect(page.getByRole('alert').filter({ hasText: 'Logging out…' })).toBeVisible();
  await expect(page.getByText('You have logged out.')).toHaveCount(0);
  pass();
  await expect(page.getByText('You have logged out.')).toBeVisible();
});

test('going offline shows a message and logs no one out', async ({ context, page }) => {
  const user = await signUp(context);
  await page.goto('/');
  await expectSignedIn(page, user);
  await context.setOffline(true);
  await expect(page.getByRole('status').filter({ hasText: 'You’re offline' })).toBeVisible();
  await context.setOffline(false);
  await expect(page.getByText('You’re offline')).toHaveCount(0);
  await expectSignedIn(page, user);
});

test('the home page shows the remaining lifetime of the access token and the uses of the refresh cookie', async ({
  context,
  page,
}) => {
  const user = await signUp(context);
  await page.goto('/');
  await expectSignedIn(page, user);
  await expect(page.getByText('present', { exact: true })).toBeVisible();
  await expect(page.getByText(/^4:5\d left$/)).toBeVisible();
  await expect(page.getByText('used once here')).toBeVisible();
  await moveClocks(context);
  await expect(page.getByText('renewed when needed')).toBeVisible();
  await page.getByRole('button', { name: 'Call the protected API' }).click();
  await expect(page.getByText('used 2 times here')).toBeVisible();
  await expect(page.getByText(/^4:5\d left$/)).toBeVisible();
});
