import { expect, test } from '@playwright/test';
import { logOut, register } from '../app/user.ts';

test('the refresh cookie is HttpOnly and SameSite=Strict, and no script can read or overwrite it', async ({
  context,
  page,
}) => {
  await register(page);
  const cookies = await context.cookies();
  expect(cookies.map(({ name }) => name).sort()).toEqual(['csrftoken', 'device', 'refreshtoken', 'session-hint']);
  const refresh = cookies.find(({ name }) => name === 'refreshtoken');
  expect(refresh).toMatchObject({ httpOnly: true, sameSite: 'Strict', path: '/', domain: 'localhost' });

  const seen = await page.evaluate(() => {
    // biome-ignore lint/suspicious/noDocumentCookie: does what an injected script would do
    document.cookie = 'refreshtoken=overwritten; Path=/';
    return document.cookie;
  });
  expect(seen).not.toContain('refreshtoken');
  const after = (await context.cookies()).find(({ name }) => name === 'refreshtoken');
  expect(after?.value).toBe(refresh?.value);
});

test('scripts can read the hint of a session, until it ends', async ({ context, page }) => {
  const hint = async () => (await context.cookies()).find(({ name }) => name === 'session-hint');
  const user = await register(page);
  const refresh = (await context.cookies()).find(({ name }) => name === 'refreshtoken');
  const { sameSite, path, domain, expires } = (await hint()) ?? {};
  expect({ sameSite, path, domain }).toEqual({ sameSite: 'Strict', path: '/', domain: 'localhost' });
  expect(Math.abs((expires ?? 0) - (refresh?.expires ?? 0))).toBeLessThan(2);
  expect(await page.evaluate(() => document.cookie)).toMatch(/session-hint=[\da-f]{8}(;|$)/);
  await logOut(page, user);
  expect(await hint()).toBeUndefined();
});

test('scripts can read the CSRF cookie', async ({ context, page }) => {
  await register(page);
  const csrf = (await context.cookies()).find(({ name }) => name === 'csrftoken');
  expect(csrf).toMatchObject({ httpOnly: false, path: '/', domain: 'localhost' });
  expect(csrf?.sameSite).not.toBe('None');
});

test('the home page says how long the cookies last', async ({ context, page }) => {
  const lifetime = async (name: string) => {
    const { expires = 0 } = (await context.cookies()).find((cookie) => cookie.name === name) ?? {};
    return expires < 0 ? 'browser' : (expires - Date.now() / 1000) / 86_400;
  };
  const card = (name: string) => page.getByRole('main').getByRole('listitem').filter({ hasText: name });
  const user = await register(page);
  await logOut(page, user);
  // It outlives the session.
  await expect(card('CSRF cookie')).toContainText('up to a year');
  await expect(card('CSRF cookie')).toContainText('present');
  expect(await lifetime('csrftoken')).toBeGreaterThan(300);
  expect(await lifetime('csrftoken')).toBeLessThan(366);

  await page.goto('/login');
  await page.getByLabel('Username or email').fill(user.username);
  await page.getByLabel('Password', { exact: true }).fill(user.password);
  await page.getByLabel('Keep me logged in').uncheck();
  await page.getByRole('main').getByRole('button', { name: 'Log in' }).click();
  await expect(card('Refresh cookie')).toContainText('while you keep coming back, unless you chose otherwise at login');
  await expect(card('Refresh cookie')).toContainText('not used here yet');
  expect(await lifetime('refreshtoken')).toBe('browser');
});
