import { expect, test } from '@playwright/test';
import { sessionRows } from '../database.ts';
import { expectSignedIn, expectSignedOut, newPerson, register, submitRegistration } from '../person.ts';
import { Traffic } from '../traffic.ts';

test('creating an account signs the person in with one request and one row', async ({ page }) => {
  const traffic = new Traffic(page);
  const person = await register(page);
  expect(traffic.lines.filter((line) => line === 'POST  201')).toHaveLength(1);
  expect(traffic.countOf('login/')).toBe(0);
  expect(sessionRows(person.username)).toHaveLength(1);
});

test('a name that is taken is said at its field, and nobody is signed in', async ({ browser, page }) => {
  const taken = await register(await (await browser.newContext()).newPage());
  await page.goto('/register');
  await submitRegistration(page, { ...newPerson(), username: taken.username });
  const form = page.getByRole('form', { name: 'Create your account' });
  await expect(form.getByLabel('Username')).toHaveAccessibleDescription(/already exists/);
  await expect(form.getByLabel('Username')).toBeFocused();
  await expectSignedOut(page);
  expect(sessionRows(taken.username)).toHaveLength(1);
});

test('after creating an account the person is where they wanted to go', async ({ page }) => {
  await page.goto('/account');
  await page.getByRole('link', { name: 'Create one' }).click();
  const person = newPerson();
  await submitRegistration(page, person);
  await expectSignedIn(page, person);
  await expect(page.getByRole('heading', { level: 1, name: 'Your account' })).toBeVisible();
});
