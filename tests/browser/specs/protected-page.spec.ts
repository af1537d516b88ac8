import { expect, test } from '@playwright/test';
import { logOut, register, submitLogin } from '../person.ts';

test('a protected page leads to the login and after it back', async ({ page }) => {
  const person = await register(page);
  await logOut(page, person);
  await page.goto('/account');
  await expect(page).toHaveURL(`/login?next=${encodeURIComponent('/account')}`);
  await expect(page.getByRole('heading', { level: 1, name: 'Log in' })).toBeVisible();
  await submitLogin(page, person);
  await expect(page).toHaveURL('/account/profile');
  await expect(page.getByRole('heading', { level: 1, name: 'Your account' })).toBeVisible();
});

for (const next of [
  '//example.com/',
  'https://example.com/',
  '/\\example.com',
  'javascript:alert(1)',
  '/\t/example.com',
]) {
  test(`a login does not lead off the site: next=${JSON.stringify(next)}`, async ({ baseURL, page }) => {
    const person = await register(page);
    await logOut(page, person);
    const strangers: string[] = [];
    page.on('request', (request) => {
      if (!request.url().startsWith(`${baseURL}/`)) strangers.push(request.url());
    });
    await page.goto(`/login?next=${encodeURIComponent(next)}`);
    await submitLogin(page, person);
    await expect(page).toHaveURL('/');
    expect(strangers).toEqual([]);
  });
}
