import { expect, test } from '@playwright/test';
import { refreshCookie, signedInCookies } from '../../app/production-cookies.ts';
import { generation } from '../../app/refresh-cookie.ts';
import { expectSignedIn, logOut, register } from '../../app/user.ts';
import { moveServerClock, pastIntervalSeconds } from '../../server/clock.ts';
import { sessionRows } from '../../server/database.ts';
import { origin } from '../../server/servers.ts';

test.use({ baseURL: origin('production') });

test('in production the cookies have the __Host- prefix and Secure, and work', async ({ context, page }) => {
  const user = await register(page);
  const cookies = await context.cookies();
  expect(cookies.map(({ name }) => name).sort()).toEqual(signedInCookies);
  for (const cookie of cookies) expect(cookie).toMatchObject({ secure: true, path: '/', domain: 'localhost' });
  expect(cookies.find(({ name }) => name === refreshCookie)).toMatchObject({
    httpOnly: true,
    sameSite: 'Strict',
  });

  await moveServerClock(context, pastIntervalSeconds);
  await page.reload();
  await expectSignedIn(page, user);
  expect(await generation(context)).toBe(2);
  await logOut(page, user);
  expect((await context.cookies()).map(({ name }) => name)).not.toContain(refreshCookie);
  expect(sessionRows(user.username, 'production')).toEqual([]);
});

test('in production a missing page shows the app, and a missing file is a 404', async ({ page }) => {
  await page.goto('/nowhere');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  const file = await page.request.get('/assets/nothing.js');
  expect(file.status()).toBe(404);
});
