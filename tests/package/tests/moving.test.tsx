// @vitest-environment jsdom
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { output, unpacked } from '../places.js';
import { compile, writeFiles } from '../recipes.js';

const guides = join(import.meta.dirname, '..', '..', '..', 'docs', 'guides');
const all = join(output, 'moving');
const pages = readdirSync(guides).filter((name) => /^moving-.*\.md$/.test(name));
const files = Object.fromEntries(pages.map((page) => [page, writeFiles(page, join(all, page))]));

const { createTestServer, answers } = (await import(
  join(unpacked, 'dist', 'testing', 'index.js')
)) as typeof import('safejwt-js/testing');

type Browser = ReturnType<ReturnType<typeof createTestServer>['browser']>;

test('the files of each page are type-correct with the packed package', () => {
  for (const page of pages) {
    expect(files[page]).toEqual(expect.arrayContaining(['before/api.ts', 'auth.ts', 'api.ts', 'start.ts', 'main.tsx']));
  }
  expect(compile(all)).toBe('');
});

const tabs: unknown[] = [];
Object.assign(globalThis, { tabs });

/** Opens another tab of the browser with the files of a page, except that `auth.ts` has the client of the tab. */
async function open<T>(page: string, file: string, browser: Browser) {
  const { client } = browser.tab();
  const folder = join(output, 'tabs', `${tabs.push(client)}`);
  writeFiles(page, folder);
  writeFileSync(join(folder, 'auth.ts'), `export const client = globalThis.tabs[${tabs.length - 1}];`);
  return { client, ...((await import(/* @vite-ignore */ join(folder, file))) as T) };
}

const load = (page: string, browser: Browser) => open<{ start(): Promise<void> }>(page, 'start.ts', browser);

/** A server that exchanges each of these logins once, and what it was asked. */
function serve(...logins: string[]) {
  const server = createTestServer();
  const asked: string[] = [];
  server.handle(
    'POST /users/adopt/',
    ({ body }) => {
      const { refresh, token } = JSON.parse(new TextDecoder().decode(body)) as Record<string, string>;
      const login = refresh ?? token ?? 'cookie';
      asked.push(login);
      if (!logins.includes(login))
        return Response.json({ detail: 'No.', code: 'invalid_credentials' }, { status: 401 });
      logins.splice(logins.indexOf(login), 1);
      return server.session('ada');
    },
    { isPublic: true },
  );
  return { server, asked, browser: server.browser() };
}

const signedIn = { status: 'authenticated', user: { username: 'ada' } };

beforeEach(() => localStorage.clear());
afterEach(() => vi.useRealTimers());

describe.each([
  ['moving-from-simplejwt.md', 'refresh'],
  ['moving-from-djoser.md', 'refresh'],
  ['moving-from-knox.md', 'token'],
  ['moving-from-drf-tokens.md', 'token'],
])('the start of %s', (page, key) => {
  test('exchanges the token that the app has kept, and removes it', async () => {
    const { browser, asked } = serve('old');
    localStorage.setItem(key, 'old');
    const { start, client } = await load(page, browser);
    await start();
    expect(client.getState()).toMatchObject(signedIn);
    expect(localStorage.length).toBe(0);
    browser.close();
    const again = await load(page, browser);
    await again.start();
    expect(again.client.getState()).toMatchObject(signedIn);
    expect(asked).toEqual(['old']);
  });

  test('asks for nothing where no token is kept', async () => {
    const { browser, server } = serve('old');
    const { start, client } = await load(page, browser);
    await start();
    expect(client.getState()).toMatchObject({ status: 'anonymous' });
    expect(server.network.received).toHaveLength(0);
  });

  test('drops a token that is refused', async () => {
    const { browser } = serve();
    localStorage.setItem(key, 'expired');
    const { start, client } = await load(page, browser);
    await start();
    expect(client.getState()).toMatchObject({ status: 'anonymous' });
    expect(localStorage.length).toBe(0);
  });

  test('waits for a server that does not respond, and keeps the token meanwhile', async () => {
    vi.useFakeTimers();
    const { browser, server } = serve('old');
    localStorage.setItem(key, 'old');
    server.network.answer('/users/adopt/', answers.failing(503, 'service_unavailable'), 2);
    const { start, client } = await load(page, browser);
    const starting = start();
    await vi.advanceTimersByTimeAsync(1000);
    expect(localStorage.getItem(key)).toBe('old');
    await vi.advanceTimersByTimeAsync(60_000);
    await starting;
    expect(client.getState()).toMatchObject(signedIn);
  });

  test('fails where the server has no such endpoint, and keeps the token', async () => {
    const { browser, server } = serve('old');
    localStorage.setItem(key, 'old');
    server.network.answer('/users/adopt/', answers.failing(404, 'not_found'));
    const { start } = await load(page, browser);
    await expect(start()).rejects.toMatchObject({ code: 'not_found' });
    expect(localStorage.getItem(key)).toBe('old');
  });

  test('exchanges the token that a tab with the app of before has stored meanwhile', async () => {
    const { browser, server, asked } = serve('newer');
    localStorage.setItem(key, 'rotated');
    server.network.answer('/users/adopt/', async (request, next) => {
      localStorage.setItem(key, 'newer');
      return next(request);
    });
    const { start, client } = await load(page, browser);
    await start();
    expect(client.getState()).toMatchObject(signedIn);
    expect(localStorage.length).toBe(0);
    expect(asked).toEqual(['rotated', 'newer']);
  });

  test('signs in two tabs that start at once', async () => {
    const { browser, server } = serve('old');
    localStorage.setItem(key, 'old');
    const both = [await load(page, browser), await load(page, browser)];
    await Promise.all(both.map(({ start }) => start()));
    for (const { client } of both) expect(client.getState()).toMatchObject(signedIn);
    expect(server.sessionCount('ada')).toBe(1);
  });
});

describe.each(['moving-from-dj-rest-auth.md', 'moving-from-django-sessions.md'])('the start of %s', (page) => {
  test('exchanges the login of the cookie, and asks each browser once', async () => {
    const { browser, asked } = serve('cookie');
    const { start, client } = await load(page, browser);
    await start();
    expect(client.getState()).toMatchObject(signedIn);
    await client.logout();
    const again = await load(page, browser);
    await again.start();
    expect(again.client.getState()).toMatchObject({ status: 'anonymous' });
    expect(asked).toEqual(['cookie']);
  });

  test('shows a visitor the login form, and asks no second time', async () => {
    const { browser, asked } = serve();
    const { start, client } = await load(page, browser);
    await start();
    await start();
    expect(client.getState()).toMatchObject({ status: 'anonymous' });
    expect(asked).toEqual(['cookie']);
  });

  test('waits for a server that does not respond', async () => {
    vi.useFakeTimers();
    const { browser, server } = serve('cookie');
    server.network.answer('/users/adopt/', answers.networkError, 2);
    const { start, client } = await load(page, browser);
    const starting = start();
    await vi.advanceTimersByTimeAsync(60_000);
    await starting;
    expect(client.getState()).toMatchObject(signedIn);
  });

  test('signs in two tabs that start at once', async () => {
    const { browser, server } = serve('cookie');
    const both = [await load(page, browser), await load(page, browser)];
    await Promise.all(both.map(({ start }) => start()));
    for (const { client } of both) expect(client.getState()).toMatchObject(signedIn);
    expect(server.sessionCount('ada')).toBe(1);
  });
});

test.each(pages)('the app of %s greets its user', async (page) => {
  const { browser, server } = serve('old', 'cookie');
  for (const key of ['refresh', 'token']) localStorage.setItem(key, 'old');
  const element = document.createElement('div');
  const { main } = await open<{ main(element: HTMLElement): Promise<void> }>(page, 'main.tsx', browser);
  await main(element);
  await vi.waitFor(() => expect(element.textContent).toBe('Hello ada'), 10_000);
  expect(server.sessionCount('ada')).toBe(1);
});
