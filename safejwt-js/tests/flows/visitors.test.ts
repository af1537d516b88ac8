import { describe, expect, test, vi } from 'vitest';
import { createAuthClient } from '../../src/index.js';
import { createTestServer } from '../../testing/index.js';
import { failing } from '../support/fake-server.js';
import { openPage, setCookie } from '../support/page.js';

const login = { username: 'ada', password: 'right' };
const visitor = { status: 'anonymous', user: null, reason: 'not_signed_in', degraded: false };

function open() {
  openPage();
  const server = createTestServer();
  server.handle('/api/news/', (_request, user) => user?.username ?? 'a visitor', { isPublic: true });
  return server;
}

describe('a visitor without a session', () => {
  test.each([
    ['on a first visit', () => {}],
    ['who has a CSRF cookie', (set: (name: string, value: string) => void) => set('csrftoken', 'c')],
  ])('%s is known at once, without a request', async (_name, prepare) => {
    const server = open();
    const browser = server.browser();
    prepare(browser.cookies.set);
    const { client } = browser.tab({ timers: { setTimeout: () => 0, clearTimeout: () => {} } });
    expect(await client.restore()).toEqual(visitor);
    expect(await client.getAccessToken()).toBeNull();
    expect(server.network.received).toHaveLength(0);
  });

  test('may use a public endpoint, which only costs the request for the CSRF token', async () => {
    const server = open();
    const { client } = server.browser().tab();
    expect(await client.request('/api/news/')).toBe('a visitor');
    expect(server.network.received.map(({ url }) => url.pathname)).toEqual(['/users/csrf/', '/api/news/']);
  });

  test('becomes a user when one signs in in another tab', async () => {
    const server = open();
    const browser = server.browser();
    const [one, other] = [browser.tab(), browser.tab()];
    await Promise.all([one.client.restore(), other.client.restore()]);
    await other.client.login(login);
    await server.clock.advance(0);
    expect(one.client.getState()).toMatchObject({ status: 'authenticated', user: { username: 'ada' } });
    expect(server.network.requests('/users/token/')).toHaveLength(0);
  });

  test('is the user of another tab that still has a token, although the cookies were deleted', async () => {
    const server = open();
    const browser = server.signIn('ada');
    const first = browser.tab();
    await first.client.restore();
    await server.clock.advance(10);
    browser.cookies.set('session-hint', null);
    browser.cookies.set('refreshtoken', null);
    browser.channels.delay = 10;
    const { client } = browser.tab();
    expect(await client.restore()).toEqual(visitor);
    await server.clock.advance(1);
    expect(client.getState()).toMatchObject({ status: 'authenticated', user: { username: 'ada' } });
    expect(server.network.requests('/users/token/')).toHaveLength(1);
  });

  test('who logs in meanwhile is the user of requests that wait', async () => {
    const server = open();
    const { client } = server.browser().tab();
    const signingIn = client.login(login);
    expect(await client.request('/api/news/')).toBe('ada');
    await signingIn;
  });

  test('was signed out by the server: the next page sends no request', async () => {
    const server = open();
    const browser = server.signIn('ada');
    server.endSessions('ada');
    expect(await browser.tab().client.restore()).toMatchObject({ reason: 'session_revoked' });
    server.network.received.length = 0;
    expect(await browser.tab().client.restore()).toEqual(visitor);
    expect(server.network.received).toHaveLength(0);
  });

  test('after a logout in another tab, a page from the back/forward cache sends no request', async () => {
    const server = open();
    const browser = server.signIn('ada', { channels: false });
    const [one, other] = [browser.tab(), browser.tab()];
    await one.client.restore();
    one.happen('pagehide');
    await other.client.logout();
    server.network.received.length = 0;
    one.happen('pageshow', { persisted: true });
    expect(await one.client.restore()).toMatchObject({ status: 'anonymous' });
    expect(server.network.received).toHaveLength(0);
  });
});

describe('the server is asked', () => {
  test('by a signed-in user, even if the hint was deleted', async () => {
    const server = open();
    const browser = server.signIn('ada');
    const { client } = browser.tab();
    await client.restore();
    browser.cookies.set('session-hint', null);
    await server.clock.advance(400);
    expect(await client.request('/api/news/')).toBe('ada');
    expect(server.network.requests('/users/token/')).toHaveLength(2);
  });

  test.each(['session-hint', '__Host-session-hint', 'session-hint-shop'])('if there is the cookie %s', async (name) => {
    const server = open();
    const browser = server.browser();
    browser.cookies.set(name, '1');
    expect(await browser.tab().client.restore()).toEqual(visitor);
    expect(server.network.requests('/users/token/')).toHaveLength(1);
  });

  test.each([
    ['sessionHint is false', { sessionHint: false }],
    ['the API is on another host', { baseUrl: 'https://api.example/users/' }],
  ])('if %s', async (_name, options) => {
    const server = open();
    expect(await server.browser().tab(options).client.restore()).toEqual(visitor);
    expect(server.network.requests('/users/token/')).toHaveLength(1);
  });

  test('where there is no document, as in a worker', async () => {
    const server = open();
    vi.stubGlobal('document', undefined);
    const fetch = vi.fn(server.browser().fetch);
    const client = createAuthClient({ fetch });
    expect(await client.restore()).toEqual(visitor);
    expect(fetch).toHaveBeenCalled();
  });

  test('in a sandboxed page, which may read no cookies', async () => {
    const server = open();
    Object.defineProperty(document, 'cookie', {
      get() {
        throw new DOMException('The document is sandboxed.', 'SecurityError');
      },
    });
    const client = createAuthClient({ fetch: server.browser().fetch });
    expect(await client.restore()).toMatchObject({ status: 'unknown', degraded: true });
  });

  test('outside of a browser, where the app supplies the cookies', async () => {
    vi.stubGlobal('location', undefined);
    const server = createTestServer();
    const { client } = server.browser().tab();
    expect(await client.restore()).toEqual(visitor);
    expect(server.network.requests('/users/token/')).toHaveLength(1);
  });

  test('if another port of the host has set the hint, which cookies ignore', async () => {
    openPage('http://localhost:5173/');
    const fetch = vi.fn(async () => new Response(null, { status: 503 }));
    const client = createAuthClient({ baseUrl: 'http://localhost:8000/users/', fetch });
    expect(await client.restore()).toEqual(visitor);
    setCookie('session-hint', '1');
    await client.refresh().catch(() => undefined);
    expect(fetch).toHaveBeenCalled();
  });
});

describe('a session that is over', () => {
  /** A tab of ada, whose session has been ended on another device. */
  async function openEnded() {
    const server = open();
    server.handle('/api/mine/', () => 'secret');
    const { client } = server.signIn('ada').tab();
    await client.restore();
    server.endSessions('ada');
    return { server, client };
  }

  test.each(['GET', 'HEAD', 'POST', 'DELETE'])('does not keep a visitor from a public endpoint: %s', async (method) => {
    const { server, client } = await openEnded();
    const response = await client.fetch('/api/news/', { method, ...(method === 'POST' ? { body: 'x' } : {}) });
    expect(response.status).toBe(200);
    if (method !== 'HEAD') expect(await response.json()).toBe('a visitor');
    const [first, second, ...more] = server.network.requests('/api/news/');
    expect([first, second].map((request) => request?.headers.has('Authorization'))).toEqual([true, false]);
    expect(second?.body).toEqual(first?.body);
    expect(more).toHaveLength(0);
    expect(client.getState()).toMatchObject({ status: 'anonymous', reason: 'session_revoked' });
  });

  test('a Request is repeated too', async () => {
    const { client } = await openEnded();
    const request = new Request('https://app.example/api/news/', { method: 'POST', body: 'x' });
    expect(await (await client.fetch(request)).json()).toBe('a visitor');
  });

  test('of a private endpoint, the caller receives the first 401, which says why', async () => {
    const { client } = await openEnded();
    await expect(client.request('/api/mine/')).rejects.toMatchObject({ code: 'session_ended', status: 401 });
  });

  test('a stream cannot be repeated', async () => {
    const { client } = await openEnded();
    const init = { method: 'POST', body: new Blob(['x']).stream(), duplex: 'half' } as RequestInit;
    await expect(client.fetch('/api/news/', init)).rejects.toMatchObject({ code: 'body_not_replayable', status: 401 });
  });

  test.each([
    ['the user logs out', (client: ReturnType<typeof createAuthClient>) => client.logout()],
    [
      'a different user logs in',
      (client: ReturnType<typeof createAuthClient>) => client.login({ username: 'bob', password: 'right' }),
    ],
  ])('the request is not repeated once %s', async (_name, change) => {
    const server = open();
    const { client } = server.signIn('ada').tab();
    await client.restore();
    const held = server.network.hold('/api/news/', failing(401, 'session_ended'));
    const request = expect(client.fetch('/api/news/')).rejects.toMatchObject({ code: 'superseded' });
    await held.arrived;
    await change(client);
    held.release();
    await request;
    expect(server.network.requests('/api/news/')).toHaveLength(1);
  });

  test('a visitor is refused once, without a repetition', async () => {
    const server = open();
    server.handle('/api/mine/', () => 'secret');
    const { client } = server.browser().tab();
    expect((await client.fetch('/api/mine/')).status).toBe(401);
    expect(server.network.requests('/api/mine/')).toHaveLength(1);
  });
});
