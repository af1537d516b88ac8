import { type BrowserContext, expect, type Page } from '@playwright/test';
import { csrfCookie, refreshCookie } from '../../app/production-cookies.ts';
import { expectSignedIn, newUser, register } from '../../app/user.ts';
import { createAccount } from '../../server/accounts.ts';
import { sessionRows } from '../../server/database.ts';
import { type Received, type Sites, test } from '../../sites/sites.ts';

const api = 'https://app.example.test';

/** How the browser classifies each origin, and whether its requests carry SameSite=Strict cookies. */
const hostile = [
  { name: 'another site', origin: 'https://evil.test', site: 'cross-site', carries: false },
  { name: 'a sibling host', origin: 'https://sibling.example.test', site: 'same-site', carries: true },
  { name: 'another port of the same host', origin: 'https://app.example.test:8443', site: 'same-site', carries: true },
  { name: 'the same host without TLS', origin: 'http://app.example.test', site: 'cross-site', carries: false },
] as const;

const paths = ['/users/login/', '/users/', '/users/token/', '/users/logout/'];
const urlencoded = 'application/x-www-form-urlencoded';
const formsForVisitors = [
  { method: 'POST', path: '/users/login/', enctype: urlencoded },
  { method: 'POST', path: '/users/login/', enctype: 'multipart/form-data' },
  { method: 'POST', path: '/users/login/', enctype: 'text/plain' },
  { method: 'POST', path: '/users/', enctype: urlencoded },
];
const formsForTheSignedIn = [
  { method: 'POST', path: '/users/login/', enctype: urlencoded },
  { method: 'POST', path: '/users/', enctype: urlencoded },
  { method: 'POST', path: '/users/token/', enctype: urlencoded },
  { method: 'POST', path: '/users/logout/', enctype: urlencoded },
  { method: 'GET', path: '/users/token/', enctype: urlencoded },
  { method: 'GET', path: '/users/logout/', enctype: urlencoded },
];

/** Submits a form of the page's origin, as a click on it would, and waits for the response. */
async function submitForm(page: Page, form: (typeof formsForVisitors)[number], fields: object): Promise<void> {
  const { method, path, enctype } = form;
  await page.evaluate(
    ([method, action, enctype, fields]) => {
      const form = document.createElement('form');
      Object.assign(form, { method, action, enctype });
      // One field whose name and value, written with = between them, are JSON.
      const json = JSON.stringify(fields).slice(0, -1);
      const pairs = enctype === 'text/plain' ? [[`${json},"x":"`, '"}']] : Object.entries(fields);
      for (const [name, value] of pairs) {
        const field = document.createElement('input');
        Object.assign(field, { type: 'hidden', name, value });
        form.append(field);
      }
      document.body.append(form);
      form.submit();
    },
    [method, `${api}${path}`, enctype, fields] as const,
  );
  await page.waitForURL((url) => url.href.startsWith(`${api}${path}`));
  // Sec-Fetch-Site and Sec-Fetch-Dest decide, before any token is read.
  await expect(page.locator('body')).toContainText(
    /The request (comes from another site|does not come from a script)\./,
  );
}

/** Sends everything that a script may send with cookies. Returns what the script could read. */
function sendRequests(page: Page, fields: object): Promise<string[]> {
  return page.evaluate(
    async ([urls, fields]) => {
      const json = JSON.stringify(fields);
      const form = new FormData();
      for (const [name, value] of Object.entries(fields)) form.set(name, String(value));
      const withHeaders = { 'Content-Type': 'application/json', 'X-CSRFToken': 'A'.repeat(32) };
      const seen: string[] = [];
      const sendTo = async (url: string) => {
        const inits: RequestInit[] = [
          { method: 'POST', mode: 'no-cors', body: json },
          { method: 'POST', mode: 'no-cors', body: form },
          { method: 'POST', mode: 'no-cors', body: new URLSearchParams(fields as Record<string, string>) },
          { method: 'GET', mode: 'no-cors' },
          { method: 'POST', mode: 'cors', body: json },
          { method: 'POST', mode: 'cors', body: json, headers: withHeaders },
          { method: 'DELETE', mode: 'cors' },
        ];
        for (const init of inits) {
          const sent = fetch(url, { ...init, credentials: 'include' });
          seen.push(await sent.then(({ type, status }) => `${type} ${status}`, String));
        }
        navigator.sendBeacon(url, json);
      };
      await Promise.all(urls.map(sendTo));
      return [...new Set(seen)];
    },
    [paths.map((path) => `${api}${path}`), fields] as const,
  );
}

async function jar(context: BrowserContext): Promise<Record<string, string>> {
  const cookies = await context.cookies(api);
  return Object.fromEntries(cookies.map(({ name, value }) => [name, value]));
}

/** The requests from the origin, without the preflights. */
function arrivals(sites: Sites): Received[] {
  return sites.received.filter(({ method, path }) => method !== 'OPTIONS' && path.startsWith('/users/'));
}

for (const { name, origin, site, carries } of hostile) {
  test(`${name} cannot log in, register or log out`, async ({ page, context, sites }) => {
    test.slow(); // Twenty visits across sites, each with a process of its own.
    const [{ cookies: _, ...attacker }, newcomer] = [await createAccount('production'), newUser()];

    /** Attempts everything; afterwards this browser has the cookies it had. */
    async function attack(forms: typeof formsForVisitors, isSignedIn: boolean): Promise<void> {
      await page.waitForLoadState('networkidle');
      // A visitor's browser has no CSRF cookie yet. The attack is worse with one.
      if (!isSignedIn) await page.evaluate(() => fetch('/users/csrf/'));
      const before = await jar(context);
      expect(Object.keys(before)).toContain(csrfCookie);
      expect(Object.keys(before).includes(refreshCookie)).toBe(isSignedIn);

      await page.goto(origin);
      sites.received.length = 0;
      for (const form of forms) {
        await submitForm(page, form, form.path === '/users/' ? newcomer : attacker);
        await page.goto(origin);
      }
      expect(arrivals(sites)).toHaveLength(forms.length);
      // The page can read no response, and Cross-Origin-Resource-Policy withholds the opaque ones.
      const read = await sendRequests(page, attacker);
      expect(read).toEqual(['TypeError: Failed to fetch']);
      // For each path: four without CORS, one with CORS but without a preflight, and a beacon.
      await expect.poll(() => arrivals(sites).length).toBe(forms.length + paths.length * 6);

      for (const { headers, status, setCookie, path } of arrivals(sites)) {
        expect(headers['sec-fetch-site']).toBe(site);
        expect(headers.cookie?.includes(refreshCookie) ?? false).toBe(carries && isSignedIn);
        expect(status, `${headers['content-type']} ${path}`).toBe(403);
        expect(setCookie).toEqual([]);
      }
      const preflights = sites.received.filter(({ method }) => method === 'OPTIONS');
      expect(preflights).toHaveLength(paths.length * 2);
      expect(await jar(context)).toEqual(before);
    }

    await page.goto('/register');
    await attack(formsForVisitors, false);
    const user = await register(page);
    await attack(formsForTheSignedIn, true);

    await page.goto('/');
    await expectSignedIn(page, user);
    expect(sessionRows(user.username, 'production')).toHaveLength(1);
    expect(sessionRows(newcomer.username, 'production')).toEqual([]);
    expect(sessionRows(attacker.username, 'production')).toHaveLength(1);
  });
}
