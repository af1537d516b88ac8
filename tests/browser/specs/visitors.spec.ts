import { expect, test } from '@playwright/test';
import { expectSignedIn, expectSignedOut, logOut, signUp } from '../app/user.ts';

/** The requests to the API and the errors in the console, from now on. */
function watch(page: import('@playwright/test').Page) {
  const seen: string[] = [];
  page.on('request', (request) => {
    const { pathname } = new URL(request.url());
    if (pathname.startsWith('/users/')) seen.push(pathname);
  });
  page.on('console', (message) => {
    if (message.type() === 'error') seen.push(message.text());
  });
  return seen;
}

for (const path of ['/', '/login', '/register', '/forgot-password', '/nowhere']) {
  test(`a visitor of ${path} is known without a request, and sees no error in the console`, async ({ page }) => {
    const seen = watch(page);
    await page.goto(path);
    await expectSignedOut(page);
    await page.waitForLoadState('networkidle');
    expect(seen).toEqual([]);
  });
}

test('a user who has logged out is a visitor from then on', async ({ context, page }) => {
  const user = await signUp(context);
  await page.goto('/');
  await expectSignedIn(page, user);
  await logOut(page, user);
  const seen = watch(page);
  await page.reload();
  await expectSignedOut(page);
  expect(seen).toEqual([]);
});
