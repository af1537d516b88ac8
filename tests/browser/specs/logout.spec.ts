import { expect, test } from '@playwright/test';
import { expectSignedIn, expectSignedOut, logOut, signUp } from '../app/user.ts';
import { moveClocks } from '../server/clock.ts';
import { sessionRows } from '../server/database.ts';

test('logout deletes the row in the database and the cookie in the browser', async ({ context, page }) => {
  const user = await signUp(context);
  await page.goto('/');
  const names = async () => (await context.cookies()).map(({ name }) => name);
  expect(sessionRows(user.username)).toHaveLength(1);
  expect(await names()).toContain('refreshtoken');

  expect((await logOut(page, user)).status()).toBe(204);
  expect(sessionRows(user.username)).toEqual([]);
  expect(await names()).not.toContain('refreshtoken');
});

test('logout works with an expired access token', async ({ context, page }) => {
  const user = await signUp(context);
  await page.goto('/');
  await expectSignedIn(page, user);
  await moveClocks(context);
  expect((await logOut(page, user)).status()).toBe(204);
  expect(sessionRows(user.username)).toEqual([]);
});

test('a reload after logout stays signed out', async ({ context, page }) => {
  const user = await signUp(context);
  await page.goto('/');
  await logOut(page, user);
  await page.reload();
  await expectSignedOut(page);
});
