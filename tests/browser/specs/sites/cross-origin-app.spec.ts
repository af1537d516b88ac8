import { expect, type Page } from '@playwright/test';
import { csrfCookie, deviceCookie, refreshCookie, signedInCookies } from '../../app/production-cookies.ts';
import { refreshToken } from '../../app/refresh-cookie.ts';
import { newUser } from '../../app/user.ts';
import { callApi, stateOf } from '../../client/tabs.ts';
import { pastExpirySeconds } from '../../server/clock.ts';
import { sessionRows } from '../../server/database.ts';
import { names } from '../../server/servers.ts';
import { openApp, type Received, type Sites, test } from '../../sites/sites.ts';

const apps = [
  { where: 'on a sibling host', mode: 'production', site: 'same-site' },
  { where: 'on another site', mode: 'crossSite', site: 'cross-site' },
] as const;

/** The page's requests to the API, without the preflights. */
function sent(sites: Sites): Received[] {
  return sites.received.filter(({ method, path }) => method !== 'OPTIONS' && path.startsWith('/users/'));
}

async function register(page: Page): Promise<string> {
  const user = newUser();
  await page.evaluate((fields) => window.client.register(fields), { ...user });
  return user.username;
}

for (const { where, mode, site } of apps) {
  const [app, api] = [names[mode].trusts, `https://${names[mode].host}`];

  test(`an app ${where} signs up, restores its session, refreshes and logs out`, async ({ context, page, sites }) => {
    await openApp(page, app, api);
    const username = await register(page);
    expect(await stateOf(page)).toBe(`authenticated ${username}`);
    expect(await page.evaluate(() => document.cookie)).toBe('');

    const cookies = await context.cookies(api);
    const found = cookies.map(({ name }) => name).sort();
    expect(found).toEqual(signedInCookies);
    for (const cookie of cookies) {
      expect(cookie).toMatchObject({ secure: true, path: '/', domain: names[mode].host });
      if (mode === 'crossSite')
        expect(cookie).toMatchObject({ sameSite: 'None', partitionKey: 'https://customer.test' });
      else expect(cookie.partitionKey).toBeUndefined();
    }

    await openApp(page, app, api);
    sites.received.length = 0;
    await page.evaluate(() => window.client.restore());
    expect(await stateOf(page)).toBe(`authenticated ${username}`);
    expect(sent(sites).map(({ path, status }) => `${path} ${status}`)).toEqual([
      '/users/csrf/ 200',
      '/users/token/ 200',
    ]);

    const before = await refreshToken(context, api);
    sites.secondsAhead = pastExpirySeconds;
    sites.received.length = 0;
    expect(await callApi(page, 3, `${api}/users/auth/`)).toEqual([200, 200, 200]);
    expect(sent(sites).filter(({ path }) => path === '/users/token/')).toHaveLength(1);
    // The rotated token has arrived in the jar.
    expect(await refreshToken(context, api)).not.toBe(before);
    for (const { headers } of sent(sites)) {
      expect(headers).toMatchObject({ origin: app, 'sec-fetch-site': site, 'x-csrftoken': expect.any(String) });
    }

    await page.evaluate(() => window.client.logout());
    const left = (await context.cookies(api)).map(({ name }) => name).sort();
    // The device cookie grants no access: it only tells that a user has signed in with this browser before.
    expect(left).toEqual([deviceCookie, csrfCookie]);
    expect(sessionRows(username, mode)).toEqual([]);
    await openApp(page, app, api);
    await page.evaluate(() => window.client.restore());
    expect(await stateOf(page)).toBe('anonymous not_signed_in');
  });

  test(`an app ${where} can read the API's errors and send only the allowed headers`, async ({ page, sites }) => {
    await openApp(page, app, api);
    const attempt = (headers: Record<string, string>) =>
      page.evaluate(
        ([url, headers]) =>
          fetch(url, { method: 'POST', credentials: 'include', headers, body: '{}' }).then(
            async (response) => (await response.json()).code as string,
            (error: Error) => error.name,
          ),
        [`${api}/users/login/`, headers] as const,
      );
    const allowed = { authorization: 'Bearer x', 'content-type': 'application/json', 'x-csrftoken': 'A'.repeat(32) };
    expect(await attempt(allowed)).toBe('csrf_failed');
    const arrived = sent(sites).length;
    for (const header of ['x-http-method-override', 'x-forwarded-for', 'x-requested-with', 'cache-control']) {
      expect(await attempt({ ...allowed, [header]: 'x' })).toBe('TypeError');
    }
    expect(sent(sites)).toHaveLength(arrived);
    const preflights = sites.received.filter(({ method }) => method === 'OPTIONS');
    expect(preflights[0]?.headers['access-control-request-headers']).toBe('authorization,content-type,x-csrftoken');
    expect(preflights).toHaveLength(5);
  });
}

test('a third site cannot use the session of a browser that is signed in to an app on another site', async ({
  context,
  page,
  sites,
}) => {
  const [app, api] = [names.crossSite.trusts, `https://${names.crossSite.host}`];
  await openApp(page, app, api);
  const username = await register(page);
  const before = await context.cookies(api);

  const evil = await context.newPage();
  await openApp(evil, 'https://evil.test', api);
  sites.received.length = 0;
  await evil.evaluate(() => window.client.restore());
  expect(await stateOf(evil)).toBe('unknown degraded');
  for (const path of ['token/', 'logout/', 'login/']) {
    // Cross-Origin-Resource-Policy withholds even the opaque response from that page.
    await evil.evaluate(
      (url) => fetch(url, { method: 'POST', mode: 'no-cors', credentials: 'include', body: '{}' }).catch(() => null),
      `${api}/users/${path}`,
    );
    await evil.evaluate((action) => {
      const form = document.createElement('form');
      Object.assign(form, { method: 'POST', action });
      document.body.append(form);
      form.submit();
    }, `${api}/users/${path}`);
    await evil.waitForURL(`${api}/users/${path}`);
    await evil.goto('https://evil.test');
  }
  const refused = sent(sites).filter(({ path }) => path !== '/users/csrf/');
  expect(refused).toHaveLength(6);
  for (const { headers, status } of sent(sites)) {
    expect(headers['sec-fetch-site']).toBe('cross-site');
    expect(headers.cookie ?? '').not.toContain(refreshCookie);
    expect(status === 403 || headers['sec-fetch-mode'] === 'cors').toBe(true);
  }
  for (const { status, setCookie } of refused) expect({ status, setCookie }).toEqual({ status: 403, setCookie: [] });

  expect(await context.cookies(api)).toEqual(expect.arrayContaining(before));
  await openApp(page, app, api);
  await page.evaluate(() => window.client.restore());
  expect(await stateOf(page)).toBe(`authenticated ${username}`);
});

test('the admin of the API and an app on another site do not disturb each other', async ({ context, page }) => {
  const [app, api] = [names.crossSite.trusts, `https://${names.crossSite.host}`];
  await openApp(page, app, api);
  await register(page);
  const admin = await context.newPage();
  await admin.goto(`${api}/admin/`);
  await expect(admin.getByRole('button', { name: 'Log in' })).toBeVisible();

  const cookies = (await context.cookies(api)).filter(({ name }) => name === csrfCookie);
  const kinds = cookies.map(({ sameSite, partitionKey }) => `${sameSite} ${partitionKey}`).sort();
  // The admin's cookie is for its own site, so requests from the app carry the app's alone.
  expect(kinds).toEqual(['Lax undefined', 'None https://customer.test']);
  expect(await callApi(page, 2, `${api}/users/auth/`)).toEqual([200, 200]);
});

test('an app in a frame of another site is not signed in', async ({ page, sites }) => {
  const [app, api] = [names.crossSite.trusts, `https://${names.crossSite.host}`];
  await openApp(page, app, api);
  await register(page);

  await page.goto('https://evil.test');
  await page.evaluate(() => document.body.append(document.createElement('iframe')));
  await expect.poll(() => page.frames().length).toBe(2);
  const [, frame] = page.frames();
  if (!frame) throw new Error('The frame is there.');
  sites.received.length = 0;
  await openApp(frame, app, api);
  await frame.evaluate(() => window.client.restore());
  expect(await frame.evaluate(() => window.client.getState().status)).toBe('anonymous');
  for (const { headers } of sent(sites)) expect(headers.cookie ?? '').not.toContain(refreshCookie);
});
