import { expect, test } from '@playwright/test';
import { logOut, register, submitLogin } from '../app/user.ts';
import { createAccount } from '../server/accounts.ts';

test('a protected page redirects to the login, and the login redirects back', async ({ page }) => {
  const user = await createAccount('development');
  await page.goto('/account');
  await expect(page).toHaveURL(`/login?next=${encodeURIComponent('/account')}`);
  await expect(page.getByRole('heading', { level: 1, name: 'Log in' })).toBeVisible();
  await submitLogin(page, user);
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
  test(`the login does not redirect to another site: next=${JSON.stringify(next)}`, async ({ baseURL, page }) => {
    const user = await register(page);
    await logOut(page, user);
    const requests: string[] = [];
    page.on('request', (request) => {
      if (!request.url().startsWith(`${baseURL}/`)) requests.push(request.url());
    });
    await page.goto(`/login?next=${encodeURIComponent(next)}`);
    await submitLogin(page, user);
    await expect(page).toHaveURL('/');
    expect(requests).toEqual([]);
  });
}
