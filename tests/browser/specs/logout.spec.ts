import { expect, test } from '@playwright/test';
import { sessionRows } from '../database.ts';
import { expectSignedOut, logOut, register } from '../person.ts';
import { accessTokenSeconds } from '../servers.ts';

test('logging out deletes the row in the database and the cookie in the browser', async ({ context, page }) => {
  const person = await register(page);
  const names = async () => (await context.cookies()).map(({ name }) => name);
  expect(sessionRows(person.username)).toHaveLength(1);
  expect(await names()).toContain('refreshtoken');

  expect((await logOut(page, person)).status()).toBe(204);
  expect(sessionRows(person.username)).toEqual([]);
  expect(await names()).not.toContain('refreshtoken');
});

test('logging out works with an access token that has expired', async ({ page }) => {
  const person = await register(page);
  await page.waitForTimeout(accessTokenSeconds * 1000 + 500);
  expect((await logOut(page, person)).status()).toBe(204);
  expect(sessionRows(person.username)).toEqual([]);
});

test('a reload after logging out stays signed out', async ({ page }) => {
  const person = await register(page);
  await logOut(page, person);
  await page.reload();
  await expectSignedOut(page);
});
