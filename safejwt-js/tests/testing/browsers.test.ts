import { describe, expect, test } from 'vitest';
import { createAuthClient } from '../../src/index.js';
import { answers, createTestServer, type TestTab } from '../../testing/index.js';

const token = '/users/token/';
const api = 'http://localhost/api/orders/';

function open() {
  const server = createTestServer();
  server.handle('/api/orders/', (_request, { username }) => [{ customer: username }]);
  return server;
}

async function openSignedIn() {
  const server = open();
  const browser = server.signIn('ada');
  const tab = browser.tab();
  await tab.client.restore();
  return { server, browser, tab };
}

describe('browsers', () => {
  test('are signed in by name, without a request', async () => {
    const { server, tab } = await openSignedIn();
    expect(tab.client.getState()).toMatchObject({ status: 'authenticated', user: { id: 1, username: 'ada' } });
    expect(server.network.received.map(({ url }) => url.pathname)).toEqual([token]);
    expect(await (await tab.client.fetch(api)).json()).toEqual([{ customer: 'ada' }]);
  });

  test('share nothing with each other', async () => {
    const { server, tab } = await openSignedIn();
    const other = server.signIn('bob').tab();
    const visitor = server.browser().tab();
    expect(await other.client.restore()).toMatchObject({ user: { username: 'bob' } });
    expect(await visitor.client.restore()).toMatchObject({ status: 'anonymous' });
    await other.client.logout();
    expect(tab.client.getState()).toMatchObject({ user: { username: 'ada' } });
    expect(server.sessionCount('ada')).toBe(1);
    expect(server.sessionCount('bob')).toBe(0);
  });

  test('share a session and its end among their tabs', async () => {
    const { server, browser, tab } = await openSignedIn();
    const tabs = [tab, browser.tab(), browser.tab()];
    for (const { client } of tabs) await client.restore();
    expect(server.network.requests(token)).toHaveLength(1);
    await tab.client.logout();
    for (const { client } of tabs)
      expect(client.getState()).toMatchObject({ status: 'anonymous', reason: 'signed_out' });
  });

  test('without locks and channels have tabs that refresh for themselves', async () => {
    const server = open();
    const browser = server.signIn('ada', { locks: false, channels: false });
    for (const { client } of [browser.tab(), browser.tab()]) await client.restore();
    expect(server.network.requests(token)).toHaveLength(2);
  });

  test('forget a session without "remember me" when they are closed', async () => {
    const server = open();
    const [own, borrowed] = [server.browser(), server.browser()];
    await own.tab().client.login({ username: 'ada', password: 'right' });
    await borrowed.tab().client.login({ username: 'ada', password: 'right', remember: false });
    for (const browser of [own, borrowed]) browser.close();
    expect(await own.tab().client.restore()).toMatchObject({ status: 'authenticated' });
    expect(await borrowed.tab().client.restore()).toMatchObject({ status: 'anonymous' });
  });

  test('give their options to a client of the app’s own', async () => {
    const client = createAuthClient({ ...open().signIn('ada').options, shareTokens: false });
    expect(await client.restore()).toMatchObject({ user: { username: 'ada' } });
    client.dispose();
  });

  test('hide the CSRF cookie where it cannot be read', async () => {
    const server = open();
    const { client } = server.signIn('ada', { readableCookies: false }).tab();
    expect((await client.fetch(api)).status).toBe(200);
    expect(server.network.received[0]?.url.pathname).toBe('/users/csrf/');
  });

  test('detect a stolen refresh token: attacker and owner are signed out', async () => {
    const { server, browser, tab } = await openSignedIn();
    const attacker = server.browser();
    for (const [name, value] of browser.cookies.all()) attacker.cookies.set(name, value);
    await server.clock.advance(400);
    expect((await tab.client.fetch(api)).status).toBe(200);
    await server.clock.advance(61);
    expect(await attacker.tab().client.restore()).toMatchObject({ status: 'anonymous', reason: 'session_reused' });
    expect((await tab.client.fetch(api)).status).toBe(401);
    expect(server.sessionCount('ada')).toBe(0);
  });
});

describe('the server', () => {
  test('responds to anonymous requests as the real one does', async () => {
    const server = open();
    const visitor = server.browser();
    expect((await visitor.fetch(api)).status).toBe(401);
    const { client } = server.signIn('ada').tab();
    const headers = { Authorization: `Bearer ${await client.getAccessToken()}` };
    expect((await visitor.fetch(api, { headers })).status).toBe(403);
    expect((await client.fetch('http://localhost/nowhere/')).status).toBe(404);
  });

  test('accepts responses of every kind from its handlers', async () => {
    const { server, tab } = await openSignedIn();
    server.handle('/api/empty/', () => undefined);
    server.handle('/api/teapot/*', () => new Response('no coffee', { status: 418 }));
    expect((await tab.client.fetch('http://localhost/api/empty/')).status).toBe(204);
    expect((await tab.client.fetch('http://localhost/api/teapot/1/')).status).toBe(418);
  });

  test('knows the methods of its handlers, and lets visitors in where it should', async () => {
    const { server, tab } = await openSignedIn();
    server.handle('GET /api/news/', (_request, user) => user?.username ?? null, { isPublic: true });
    server.handle('POST /api/news/', (request) => Response.json(request.method, { status: 201 }));
    expect(await tab.client.request('/api/news/')).toBe('ada');
    expect(await tab.client.request('/api/news/', { body: {} })).toBe('POST');
    await expect(tab.client.request('/api/news/', { method: 'DELETE' })).rejects.toMatchObject({ status: 405 });
    const visitor = server.browser().tab().client;
    expect(await visitor.request('/api/news/')).toBeNull();
    await expect(visitor.request('/api/news/', { body: {} })).rejects.toMatchObject({ code: 'not_authenticated' });
  });

  test('starts a session at an endpoint of the app’s own', async () => {
    const server = open();
    server.handle('POST /sso/', () => server.session('bob'), { isPublic: true });
    const browser = server.browser();
    const { client } = browser.tab();
    expect(await client.signIn('/sso/')).toMatchObject({ user: { username: 'bob' } });
    expect(browser.cookies.get('session-hint')).toMatch(/^[\da-f]{8}$/);
    await client.logout();
    expect(browser.cookies.get('session-hint')).toBeNull();
  });

  test('requires the password again where a handler does', async () => {
    const server = open();
    server.handle('/api/payout/', () => ({ done: true }), { recentAuthentication: true });
    const passwords = ['wrong', 'right'];
    const tab: TestTab = server.signIn('ada').tab({
      async onReauthenticationRequired() {
        await tab.client.reauthenticate(passwords.shift() ?? '');
        return true;
      },
    });
    const { client } = tab;
    expect(await client.request('/api/payout/')).toEqual({ done: true });
    await server.clock.advance(601);
    await expect(client.request('/api/payout/')).rejects.toMatchObject({ code: 'validation_error' });
    expect(await client.request('/api/payout/')).toEqual({ done: true });
  });

  test('limits login attempts, and sends Retry-After', async () => {
    const server = createTestServer({ loginLimit: { tries: 2, seconds: 60 } });
    const { client } = server.browser().tab();
    const wrong = { username: 'ada', password: 'wrong' };
    for (let tries = 0; tries < 2; tries += 1) {
      await expect(client.login(wrong)).rejects.toMatchObject({ code: 'invalid_credentials' });
    }
    await expect(client.login(wrong)).rejects.toMatchObject({ code: 'throttled', retryAfter: 60 });
    await server.clock.advance(60);
    expect(await client.login({ username: 'ada', password: 'right' })).toMatchObject({ username: 'ada' });
  });

  test.each([
    ['another password', { password: 'a new one' }],
    ['deactivation', { isActive: false }],
  ])('ends the sessions of an account by %s', async (_name, changes) => {
    const { server, tab } = await openSignedIn();
    server.changePerson('ada', changes);
    expect((await tab.client.fetch(api)).status).toBe(401);
    expect(tab.client.getState()).toMatchObject({ status: 'anonymous', reason: 'session_revoked' });
  });

  test('names an unknown user in its error', () => {
    expect(() => open().signIn('carol')).toThrow('createTestServer({ people })');
    const server = open();
    server.addPerson({ username: 'carol' });
    expect(server.signIn('carol').cookies.get('refreshtoken')).not.toBeNull();
  });
});

describe('the clock', () => {
  test('stands still until it is moved; then tokens expire', async () => {
    const { server, tab } = await openSignedIn();
    const first = await tab.client.getAccessToken();
    await server.clock.advance(290);
    expect(await tab.client.getAccessToken()).toBe(first);
    await server.clock.advance(10);
    expect(await tab.client.getAccessToken()).not.toBe(first);
    expect(server.network.requests(token)).toHaveLength(2);
  });

  test('moves timers too: a client tries again by itself', async () => {
    const { server, tab } = await openSignedIn();
    await server.clock.advance(300);
    server.network.answer(token, answers.html(502), 3);
    await expect(tab.client.fetch(api)).rejects.toMatchObject({ code: 'server_error' });
    expect(tab.client.getState()).toMatchObject({ status: 'authenticated', degraded: true });
    await server.clock.advance(0.9);
    expect(server.network.requests(token)).toHaveLength(2);
    await server.clock.advance(10);
    expect(server.network.requests(token)).toHaveLength(5);
    expect(tab.client.getState().degraded).toBe(false);
  });

  test('jumps as for a device that has slept', async () => {
    const { server, tab } = await openSignedIn();
    server.clock.jump(8 * 86_400);
    expect((await tab.client.fetch(api)).status).toBe(401);
    expect(tab.client.getState().reason).toBe('session_expired');
  });
});

describe('the network', () => {
  test('goes offline without a logout, and comes back', async () => {
    const { server, tab } = await openSignedIn();
    await server.clock.advance(300);
    server.network.goOffline();
    await expect(tab.client.fetch(api)).rejects.toMatchObject({ code: 'network_error' });
    server.network.goOnline();
    await server.clock.advance(1);
    expect(tab.client.getState()).toMatchObject({ status: 'authenticated', degraded: false });
  });

  test('loses a response without a logout', async () => {
    const { server, tab, browser } = await openSignedIn();
    const before = browser.cookies.get('refreshtoken');
    await server.clock.advance(300);
    server.network.answer(token, answers.lost);
    await expect(tab.client.getAccessToken()).rejects.toMatchObject({ code: 'network_error' });
    expect(browser.cookies.get('refreshtoken')).toBe(before);
    await server.clock.advance(3600);
    expect((await tab.client.fetch(api)).status).toBe(200);
  });

  test('delays responses', async () => {
    const { server, tab } = await openSignedIn();
    server.network.delay = 2;
    let isAnswered = false;
    const request = tab.client.fetch(api).then(() => {
      isAnswered = true;
    });
    await server.clock.advance(1.9);
    expect(isAnswered).toBe(false);
    await server.clock.advance(0.1);
    await request;
  });

  test('stalls in the middle of a response until the client times out', async () => {
    const { server, tab } = await openSignedIn();
    await server.clock.advance(300);
    server.network.answer(token, answers.stalled);
    const outcome = tab.client.getAccessToken().catch((error) => error);
    await server.clock.advance(15);
    expect(await outcome).toMatchObject({ code: 'timeout' });
    server.network.answer('/api/orders/', answers.stalled);
    await server.clock.advance(2);
    const controller = new AbortController();
    const response = await tab.client.fetch(api, { signal: controller.signal });
    const body = expect(response.text()).rejects.toThrow('aborted');
    controller.abort();
    await body;
  });

  test('holds a request until it is released, and drops it when its caller has given up', async () => {
    const { server, tab } = await openSignedIn();
    const held = server.network.hold('/api/orders/');
    const request = tab.client.fetch(api);
    await held.arrived;
    held.release();
    expect((await request).status).toBe(200);
    const dropped = server.network.hold('/users/logout/');
    const controller = new AbortController();
    const given = tab.client.request('logout/', { method: 'POST', signal: controller.signal });
    await dropped.arrived;
    controller.abort();
    await expect(given).rejects.toThrow('aborted');
    dropped.release();
    await server.clock.advance(0);
    expect(server.sessionCount('ada')).toBe(1);
  });

  test('responds differently for one path until it is healed', async () => {
    const { server, tab } = await openSignedIn();
    server.network.answer('*', answers.failing(503, 'service_unavailable', { 'Retry-After': '7' }), 2);
    server.network.answer('/api/orders/', answers.json(200, { own: true }), Number.POSITIVE_INFINITY);
    await expect(tab.client.request('auth/')).rejects.toMatchObject({ code: 'service_unavailable', retryAfter: 7 });
    expect(await tab.client.request('/api/orders/')).toEqual({ own: true });
    server.network.heal();
    expect(await tab.client.request('/api/orders/')).toEqual([{ customer: 'ada' }]);
  });
});
