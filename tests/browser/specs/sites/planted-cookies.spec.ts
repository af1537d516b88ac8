import { type BrowserContext, expect, type Page } from '@playwright/test';
import { csrfCookie as csrf, refreshCookie as refresh } from '../../app/production-cookies.ts';
import { expectSignedIn, expectSignedOut, logIn, register } from '../../app/user.ts';
import { type Account, createAccount } from '../../server/accounts.ts';
import { pastIntervalSeconds } from '../../server/clock.ts';
import { sessionRows } from '../../server/database.ts';
import { type Sites, test } from '../../sites/sites.ts';

const api = 'https://app.example.test';
const sibling = 'https://sibling.example.test';

/**
 * Browsers keep these characters at the start of a name, and do not apply the rules of its prefix. Django trims them, so that
 * the name becomes the real one.
 */
const spaces = ['\u00a0', '\u2000', '\u2028', '\u3000'];

async function jar(context: BrowserContext): Promise<Record<string, string>> {
  const cookies = await context.cookies(api);
  return Object.fromEntries(cookies.map(({ name, value }) => [name, value]));
}

/** Names that a server could take for this one. */
function spellings(name: string): string[] {
  const plain = name.replace(/^__Host-(Http-)?/, '');
  const prefixed = [name, `__Secure-${plain}`, `__Http-${plain}`, plain, name.toLowerCase(), name.toUpperCase()];
  // Without a name of its own, the value begins with one.
  return [...prefixed, `=${name}`, `${name}\t`, `${name}\u00a0`, `"${name}"`];
}

/** Names that become this one when they are trimmed. */
function spaced(name: string): string[] {
  return spaces.map((space) => space + name);
}

/** Lines of Set-Cookie that put the attacker's value of a cookie under these names, for all of example.test. */
function plants({ cookies }: Account, cookie: string, names: string[]): string[] {
  return names.flatMap((name) =>
    ['/', '/users/', '/users/token/'].flatMap((path) =>
      ['', '; HttpOnly', '; SameSite=None'].map(
        (more) => `${name}=${cookies[cookie]}; Domain=example.test; Path=${path}; Secure${more}`,
      ),
    ),
  );
}

function allPlants(attacker: Account): string[] {
  return [refresh, csrf].flatMap((name) => plants(attacker, name, [...spellings(name), ...spaced(name)]));
}

/** Visits the sibling, whose server sets these cookies, and whose script sets those that a script can. */
async function plant(page: Page, sites: Sites, lines: string[]): Promise<void> {
  for (let at = 0; at < lines.length; at += 100) {
    const some = lines.slice(at, at + 100);
    sites.hosts.set(sibling, () => ({ setCookie: some }));
    await page.goto(`${sibling}/?${at}`);
    await page.evaluate((lines) => {
      for (const line of lines) {
        // biome-ignore lint/suspicious/noDocumentCookie: what the page of an attacker does
        document.cookie = line;
      }
    }, some);
  }
}

/** The refresh cookies of the last request whose names are exact, as the server sees them. */
function lastSent(sites: Sites): string[] {
  const { headers } = sites.received.filter(({ path }) => path.startsWith('/users/')).at(-1) ?? {};
  return (headers?.cookie ?? '').split('; ').filter((pair) => pair.startsWith(`${refresh}=`));
}

test('a sibling host cannot replace the session of a signed-in user', async ({ context, page, sites }) => {
  const attacker = await createAccount('production');
  const user = await register(page);
  await page.waitForLoadState('networkidle');
  await plant(page, sites, plants(attacker, refresh, [...spellings(refresh), ...spaced(refresh)]));
  await plant(page, sites, plants(attacker, csrf, spellings(csrf)));
  const planted = await context.cookies(api);
  const names = planted.filter(({ domain }) => domain === '.example.test').map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(spaced(refresh)));
  for (const { name, domain, value } of planted) {
    if (name !== refresh && name !== csrf) continue;
    expect(domain).toBe('app.example.test');
    expect(Object.values(attacker.cookies)).not.toContain(value);
  }

  for (let visit = 0; visit < 3; visit += 1) {
    const before = (await jar(context))[refresh];
    sites.secondsAhead += pastIntervalSeconds;
    await page.goto('/account');
    await expectSignedIn(page, user);
    // The server's own cookie is replaced beside the planted ones.
    expect((await jar(context))[refresh]).not.toBe(before);
    expect(lastSent(sites)).toHaveLength(1);
    expect(lastSent(sites)[0]).not.toContain(attacker.cookies[refresh]);
  }
  expect(sessionRows(user.username, 'production')).toHaveLength(1);
  expect(sessionRows(attacker.username, 'production')).toHaveLength(1);
});

test('a sibling host that plants CSRF cookies does not lock a signed-in user out', async ({ page, sites }) => {
  const attacker = await createAccount('production');
  const user = await register(page);
  await page.waitForLoadState('networkidle');
  await plant(page, sites, plants(attacker, csrf, spaced(csrf)));
  sites.received.length = 0;
  await page.goto('/account');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  const responses = sites.received.filter(({ path }) => path === '/users/token/').map(({ status }) => status);
  expect(responses.at(-1)).toBe(200);
  await expectSignedIn(page, user);
});

test('a sibling host cannot sign a browser in, and no login continues a planted session', async ({
  context,
  page,
  sites,
}) => {
  const attacker = await createAccount('production');
  const user = await register(page);
  await page.waitForLoadState('networkidle');
  await context.clearCookies();
  await plant(page, sites, allPlants(attacker));
  await page.goto('/');
  await expectSignedOut(page);
  expect(lastSent(sites)).toEqual([]);

  await logIn(page, user);
  await page.reload();
  await expectSignedIn(page, user);
  expect((await jar(context))[refresh]).not.toBe(attacker.cookies[refresh]);
  expect(sessionRows(attacker.username, 'production')).toHaveLength(1);
  expect(sessionRows(user.username, 'production')).toHaveLength(2);
});

test('a sibling host that floods the cookie jar signs a user out at most, and a login works', async ({
  context,
  page,
  sites,
}) => {
  const attacker = await createAccount('production');
  const user = await register(page);
  await page.waitForLoadState('networkidle');
  const flood = Array.from({ length: 400 }, (_, at) => `flood-${at}=x; Domain=example.test; Path=/; Secure`);
  await plant(page, sites, [...flood, ...allPlants(attacker)]);
  expect(Object.keys(await jar(context))).not.toContain(refresh);

  sites.received.length = 0;
  await page.goto('/');
  await expectSignedOut(page);
  await page.waitForTimeout(1_000);
  const requests = sites.received.filter(({ path }) => path.startsWith('/users/'));
  const lines = requests.map(({ path, status }) => `${path} ${status}`);
  // None if the hint of a session was flooded too. Otherwise at most one attempt with a planted CSRF
  // cookie, then one with the server's own.
  expect(['', '/users/token/ 401', '/users/token/ 403,/users/csrf/ 200,/users/token/ 401']).toContain(lines.join());

  await logIn(page, user);
  await page.reload();
  await expectSignedIn(page, user);
  expect(sessionRows(attacker.username, 'production')).toHaveLength(1);
});
