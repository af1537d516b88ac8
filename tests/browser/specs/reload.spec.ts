import { expect, test } from '@playwright/test';
import { expectSignedIn, register } from '../person.ts';
import { Traffic } from '../traffic.ts';

test('a reload keeps the person signed in with exactly one request', async ({ page }) => {
  const person = await register(page);
  const traffic = new Traffic(page);
  await page.goto('/');
  await expectSignedIn(page, person);
  await page.waitForLoadState('networkidle');
  expect(traffic.lines).toEqual(['POST token/ 200']);
});

test('a second tab is signed in without a login', async ({ context, page }) => {
  const person = await register(page);
  const tab = await context.newPage();
  const traffic = new Traffic(tab);
  await tab.goto('/');
  await expectSignedIn(tab, person);
  expect(traffic.countOf('login/') + traffic.countOf('auth/')).toBe(0);
});

test('three reloads in a row, each before the last has finished, do not log out', async ({ page }) => {
  const person = await register(page);
  for (const _ of [1, 2, 3]) await page.goto('/', { waitUntil: 'commit' });
  await page.goto('/');
  await expectSignedIn(page, person);
});
