import { type BrowserContext, expect, type Page } from '@playwright/test';
import { sessionRows } from '../../database.ts';
import { expectSignedIn, expectSignedOut, logIn, register } from '../../person.ts';
import { type Sites, test } from '../../sites.ts';
import { stranger } from '../../stranger.ts';

const api = 'https://app.example.test';
const sibling = 'https://sibling.example.test';
const names = { refresh: '__Host-Http-refreshtoken', csrf: '__Host-csrftoken' };

async function jar(context: BrowserContext): Promise<Record<string, string>> {
  const cookies = await context.cookies(api);
  return Object.fromEntries(cookies.map(({ name, value }) => [name, value]));
}

/** Lines of Set-Cookie that put the values under all names a server could take for the real ones, for all of example.test. */
function plants({ refresh, csrf }: { refresh: string; csrf: string }): string[] {
  const lines: string[] = [];
  for (const [name, value] of [
    [names.refresh, refresh],
    [names.csrf, csrf],
  ] as const) {
    const plain = name.replace(/^__Host-(Http-)?/, '');
    const spellings = [name, `__Secure-${plain}`, `__Http-${plain}`, plain, name.toLowerCase(), name.toUpperCase()];
    // Without a name of its own, and with spaces of other alphabets that some servers trim from a name.
    spellings.push(`=${name}`, `\u00a0${name}`, `${name}\u3000`, `\u0085${name}`, `${name}\t`, `"${name}"`);
    for (const spelling of spellings) {
      for (const path of ['/', '/users/', '/users/token/']) {
        for (const more of ['', '; HttpOnly', '; SameSite=None']) {
          lines.push(utf8(`${spelling}=${value}; Domain=example.test; Path=${path}; Secure${more}`));
        }
      }
    }
  }
  return lines;
}

/** Node.js writes a header's characters as single bytes. */
function utf8(line: string): string {
  return Buffer.from(line, 'utf8').toString('latin1');
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

/** The refresh cookie that the browser sends under its exact name, as the server sees it. */
function lastSent(sites: Sites): string[] {
  const { headers } = sites.received.filter(({ path }) => path.startsWith('/users/')).at(-1) ?? {};
  return (headers?.cookie ?? '').split('; ').filter((pair) => pair.startsWith(`${names.refresh}=`));
}

test('a sibling host cannot put its own session over that of a signed-in person', async ({ context, page, sites }) => {
  const mallory = await stranger('production');
  const person = await register(page);
  await page.waitForLoadState('networkidle');
  await plant(page, sites, plants(mallory));
  const planted = await context.cookies(api);
  expect(planted.filter(({ domain }) => domain === '.example.test').length).toBeGreaterThan(4);
  for (const { name, domain, value } of planted) {
    if (name !== names.refresh && name !== names.csrf) continue;
    expect(domain).toBe('app.example.test');
    expect([mallory.refresh, mallory.csrf]).not.toContain(value);
  }

  for (let visit = 0; visit < 3; visit += 1) {
    await page.goto('/account');
    await expectSignedIn(page, person);
    expect(lastSent(sites)).toHaveLength(1);
    expect(lastSent(sites)[0]).not.toContain(mallory.refresh);
  }
  expect(sessionRows(person.username, 'production')).toHaveLength(1);
  expect(sessionRows(mallory.username, 'production')).toHaveLength(1);
});

test('a sibling host signs nobody into its own session, and no login goes into a session it has planted', async ({
  context,
  page,
  sites,
}) => {
  const mallory = await stranger('production');
  const person = await register(page);
  await page.waitForLoadState('networkidle');
  await context.clearCookies();
  await plant(page, sites, plants(mallory));
  await page.goto('/');
  await expectSignedOut(page);
  expect(lastSent(sites)).toEqual([]);

  await logIn(page, person);
  await page.reload();
  await expectSignedIn(page, person);
  expect((await jar(context))[names.refresh]).not.toBe(mallory.refresh);
  expect(sessionRows(mallory.username, 'production')).toHaveLength(1);
  expect(sessionRows(person.username, 'production')).toHaveLength(2);
});

test('a sibling host that floods the jar signs a person out at most, and a login works', async ({
  context,
  page,
  sites,
}) => {
  const mallory = await stranger('production');
  const person = await register(page);
  await page.waitForLoadState('networkidle');
  const flood = Array.from({ length: 400 }, (_, at) => `flood-${at}=x; Domain=example.test; Path=/; Secure`);
  await plant(page, sites, [...flood, ...plants(mallory)]);
  expect(Object.keys(await jar(context))).not.toContain(names.refresh);

  sites.received.length = 0;
  await page.goto('/');
  await expectSignedOut(page);
  await page.waitForTimeout(2_000);
  const asked = sites.received.filter(({ path }) => path.startsWith('/users/'));
  expect(asked.map(({ path, status }) => `${path} ${status}`)).toEqual([
    // With the planted CSRF cookie, which is the only one left; then with its own.
    '/users/token/ 403',
    '/users/csrf/ 200',
    '/users/token/ 401',
  ]);

  await logIn(page, person);
  await page.reload();
  await expectSignedIn(page, person);
  expect(sessionRows(mallory.username, 'production')).toHaveLength(1);
});
