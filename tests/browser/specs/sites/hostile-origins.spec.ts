import { type BrowserContext, expect, type Page } from '@playwright/test';
import { sessionRows } from '../../database.ts';
import { expectSignedIn, newPerson, register } from '../../person.ts';
import { type Received, type Sites, test } from '../../sites.ts';
import { stranger } from '../../stranger.ts';

const api = 'https://app.example.test';
const refreshCookie = '__Host-Http-refreshtoken';

/** What the browser says of each origin, and whether its SameSite=Strict cookies travel from there. */
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

/** Sends a form of the page's origin, as a person does who was made to click, and waits for the answer. */
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
  // The first of the four gates is enough: nobody has come to look at a token.
  await expect(page.locator('body')).toContainText('The request comes from another site.');
}

/** Everything a script may send from there with cookies; says what it was let to read. */
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

/** What came from the origin, besides the questions whether more may come. */
function arrivals(sites: Sites): Received[] {
  return sites.received.filter(({ method, path }) => method !== 'OPTIONS' && path.startsWith('/users/'));
}

for (const { name, origin, site, carries } of hostile) {
  test(`${name} signs nobody in, up or out`, async ({ page, context, sites }) => {
    // Twenty visits across sites, each with a process of its own.
    test.slow();
    const [mallory, newcomer] = [await stranger('production'), newPerson()];

    /** Tries everything on this browser, which then has what it had. */
    async function attack(forms: typeof formsForVisitors, isSignedIn: boolean): Promise<void> {
      await page.waitForLoadState('networkidle');
      const before = await jar(context);
      expect(Object.keys(before)).toContain('__Host-csrftoken');
      expect(Object.keys(before).includes(refreshCookie)).toBe(isSignedIn);

      await page.goto(origin);
      sites.received.length = 0;
      for (const form of forms) {
        await submitForm(page, form, form.path === '/users/' ? newcomer : mallory);
        await page.goto(origin);
      }
      expect(arrivals(sites)).toHaveLength(forms.length);
      // Answers of the API that the page is let to read: none, and by Cross-Origin-Resource-Policy no opaque ones.
      const read = await sendRequests(page, mallory);
      expect(read).toEqual(['TypeError: Failed to fetch']);
      // Four without CORS, one with CORS but no question before it, and a beacon, for each address.
      await expect.poll(() => arrivals(sites).length).toBe(forms.length + paths.length * 6);

      for (const { headers, status, setCookie, path } of arrivals(sites)) {
        expect(headers['sec-fetch-site']).toBe(site);
        expect(headers.cookie?.includes(refreshCookie) ?? false).toBe(carries && isSignedIn);
        expect(status, `${headers['content-type']} ${path}`).toBe(403);
        expect(setCookie).toEqual([]);
      }
      const questions = sites.received.filter(({ method }) => method === 'OPTIONS');
      expect(questions).toHaveLength(paths.length * 2);
      expect(await jar(context)).toEqual(before);
    }

    await page.goto('/register');
    await attack(formsForVisitors, false);
    const person = await register(page);
    await attack(formsForTheSignedIn, true);

    await page.goto('/');
    await expectSignedIn(page, person);
    expect(sessionRows(person.username, 'production')).toHaveLength(1);
    expect(sessionRows(newcomer.username, 'production')).toEqual([]);
    expect(sessionRows(mallory.username, 'production')).toHaveLength(1);
  });
}
