import { expect, test } from '@playwright/test';
import { sessionRows } from '../../database.ts';
import { expectSignedIn, logOut, register } from '../../person.ts';

test('in production the cookies are bound to the host, Secure, and work', async ({ context, page }) => {
  const person = await register(page);
  const cookies = await context.cookies();
  expect(cookies.map(({ name }) => name).sort()).toEqual([
    '__Host-Http-device',
    '__Host-Http-refreshtoken',
    '__Host-csrftoken',
  ]);
  for (const cookie of cookies) expect(cookie).toMatchObject({ secure: true, path: '/', domain: 'localhost' });
  expect(cookies.find(({ name }) => name === '__Host-Http-refreshtoken')).toMatchObject({
    httpOnly: true,
    sameSite: 'Strict',
  });

  await page.reload();
  await expectSignedIn(page, person);
  await logOut(page, person);
  expect((await context.cookies()).map(({ name }) => name)).not.toContain('__Host-Http-refreshtoken');
  expect(sessionRows(person.username, 'production')).toEqual([]);
});

test('in production a missing page is a page of the app, and a missing file is none', async ({ page }) => {
  await page.goto('/nowhere');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  const file = await page.request.get('/assets/nothing.js');
  expect(file.status()).toBe(404);
});

test('the app runs without breaking its Content-Security-Policy', async ({ page }) => {
  const violations: string[] = [];
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => console.warn(`violation ${event.blockedURI}`));
  });
  page.on('console', (message) => {
    if (/violation|Content Security Policy/.test(message.text())) violations.push(message.text());
  });
  await register(page);
  await page.goto('/account');
  await page.waitForLoadState('networkidle');
  expect(violations).toEqual([]);
});
