import { inspect } from 'node:util';
import { describe, expect, test, vi } from 'vitest';
import { type AuthState, createAuthClient } from '../src/index.js';
import { openApp, openSignedInApp } from './support/app.js';
import { createFakeServer, failing, json, networkError, page, people } from './support/fake-server.js';
import { openPage, setCookie } from './support/page.js';

const ada = { username: 'ada', password: 'right' };
const bob = { username: 'bob', password: 'right' };

describe('restore', () => {
  test('is one request for a returning user', async () => {
    const { client, server } = openApp({ remembered: 'ada' });
    expect(client.getState()).toEqual({ status: 'unknown', user: null, reason: null, degraded: false });
    expect(await client.restore()).toEqual({
      status: 'authenticated',
      user: people.ada,
      reason: null,
      degraded: false,
    });
    expect(server.received.map(({ method, url }) => `${method} ${url.pathname}`)).toEqual(['POST /users/token/']);
  });

  test('requests the CSRF cookie first on a first visit', async () => {
    const { client, server } = openApp({ remembered: null, client: { sessionHint: false } });
    expect(await client.restore()).toEqual({
      status: 'anonymous',
      user: null,
      reason: 'not_signed_in',
      degraded: false,
    });
    expect(server.received.map(({ url }) => url.pathname)).toEqual(['/users/csrf/', '/users/token/']);
  });

  test('is shared while it runs and after it has succeeded', async () => {
    const { client, server } = openApp({ remembered: 'ada' });
    const states = await Promise.all([client.restore(), client.restore(), client.getAccessToken()]);
    expect(states[0]).toBe(states[1]);
    await client.restore();
    expect(server.received).toHaveLength(1);
  });

  test('never rejects, and can be called again', async () => {
    const { client, server } = openApp({ remembered: null, client: { sessionHint: false } });
    server.plan('/users/csrf/', networkError);
    expect(await client.restore()).toMatchObject({ status: 'unknown', degraded: true });
    expect(await client.restore()).toMatchObject({ status: 'anonymous', degraded: false });
  });

  test('notifies once of each change', async () => {
    const { client, server } = openApp({ remembered: 'ada' });
    const seen: AuthState[] = [];
    client.subscribe(() => seen.push(client.getState()));
    server.plan('/users/token/', networkError, networkError);
    await client.restore();
    await client.restore();
    await client.restore();
    expect(seen.map(({ status, degraded }) => [status, degraded])).toEqual([
      ['unknown', true],
      ['authenticated', false],
    ]);
  });
});

describe('login', () => {
  test('sends the fields unchanged', async () => {
    const { client, server } = openApp();
    await client.restore();
    expect(await client.login({ ...ada, remember: false })).toEqual(people.ada);
    expect(client.getState()).toMatchObject({ status: 'authenticated', user: people.ada });
    const body = new TextDecoder().decode(server.requests('/users/login/')[0]?.body);
    expect(JSON.parse(body)).toEqual({ ...ada, remember: false });
    expect(server.requests('/users/login/')[0]?.headers.get('Content-Type')).toBe('application/json');
    expect((await client.fetch('/api/')).status).toBe(200);
    expect(server.count('/users/token/')).toBe(0);
  });

  test('that is refused changes nothing', async () => {
    const { client } = openApp();
    await client.restore();
    const before = client.getState();
    const outcome = client.login({ username: 'ada', password: 'wrong' });
    await expect(outcome).rejects.toMatchObject({ code: 'invalid_credentials', status: 401 });
    expect(client.getState()).toBe(before);
  });

  test.each([
    ['network_error', networkError],
    ['throttled', failing(429, 'throttled')],
    ['server_error', page(502)],
  ])('that fails with %s changes nothing', async (code, answer) => {
    const { client, server } = await openSignedInApp();
    const before = client.getState();
    server.plan('/users/login/', answer);
    await expect(client.login(bob)).rejects.toMatchObject({ code });
    expect(client.getState()).toBe(before);
    expect((await client.fetch('/api/')).status).toBe(200);
  });

  test('replaces a pending restoration, which then shares the outcome of the login', async () => {
    const { client, server } = openApp({ remembered: 'ada' });
    const held = server.hold('/users/token/');
    const restoring = client.restore();
    await held.arrived;
    await client.login(bob);
    held.release();
    expect(await restoring).toMatchObject({ status: 'authenticated', user: people.bob });
    expect(client.getState().user).toEqual(people.bob);
    expect(server.requests('/users/token/')).toHaveLength(1);
    expect(server.requests('/users/token/')[0]?.init.signal?.aborted).toBe(true);
  });

  test('that is refused restarts a replaced restoration', async () => {
    const { client, server } = openApp({ remembered: 'ada' });
    const held = server.hold('/users/token/');
    const restoring = client.restore();
    await held.arrived;
    await expect(client.login({ username: 'bob', password: 'wrong' })).rejects.toThrow();
    held.release();
    expect(await restoring).toMatchObject({ status: 'authenticated', user: people.ada });
  });

  test('makes a request without a token wait for the login, and causes no refresh', async () => {
    const { client, server } = openApp({ remembered: null });
    const login = client.login(ada);
    const response = await client.fetch('/api/');
    expect(await response.json()).toEqual({ who: 'ada' });
    await login;
    expect(server.count('/users/token/')).toBe(0);
  });

  test('serves a request that follows it at once, despite a pending restoration', async () => {
    const { client, server } = openApp({ remembered: 'ada' });
    const held = server.hold('/users/token/');
    const restoring = client.restore();
    await held.arrived;
    const login = client.login(bob);
    const response = await client.fetch('/api/');
    expect(await response.json()).toEqual({ who: 'bob' });
    held.release();
    await Promise.all([login, restoring]);
  });

  test('as a different user repeats no request of the previous user', async () => {
    const { client, server } = await openSignedInApp();
    const held = server.hold('/api/');
    const request = client.fetch('/api/', { method: 'DELETE' });
    await held.arrived;
    await client.login(bob);
    server.endAllSessions();
    held.release();
    await expect(request).rejects.toMatchObject({ code: 'superseded' });
    expect(server.count('/api/')).toBe(1);
    expect(client.getState().user).toEqual(people.bob);
  });

  test('replaces another pending login', async () => {
    const { client, server } = openApp();
    const held = server.hold('/users/login/');
    const first = client.login(ada);
    const refused = expect(first).rejects.toMatchObject({ code: 'superseded' });
    await held.arrived;
    await client.login(bob);
    held.release();
    await refused;
    expect(client.getState().user).toEqual(people.bob);
  });

  test('rejects a response that is not a session', async () => {
    const { client, server } = openApp();
    server.plan('/users/login/', () => json(200, { detail: 'Second factor needed.' }));
    await expect(client.login(ada)).rejects.toMatchObject({ code: 'unexpected_response' });
    expect(client.getState().status).toBe('unknown');
  });
});

describe('register', () => {
  test('creates the account and signs in', async () => {
    const { client, server } = openApp();
    const carol = { username: 'carol', email: 'carol@example.org' };
    const user = { id: 3, ...carol };
    expect(await client.register({ ...carol, password: 'correct horse' })).toEqual(user);
    expect(client.getState()).toMatchObject({ status: 'authenticated', user });
    expect(server.received.map(({ method, url }) => `${method} ${url.pathname}`)).toEqual(['POST /users/']);
  });

  test('that is refused rejects with the reasons by field', async () => {
    const { client } = openApp();
    await expect(client.register({ username: 'carol', password: 'correct horse' })).rejects.toMatchObject({
      code: 'validation_error',
      fields: { email: ['This field is required.'] },
    });
  });
});

describe('logout', () => {
  test('signs out at once, and then on the server', async () => {
    const { client, server } = await openSignedInApp();
    const leaving = client.logout();
    expect(client.getState()).toEqual({ status: 'anonymous', user: null, reason: 'signed_out', degraded: false });
    expect(await client.getAccessToken()).toBeNull();
    await leaving;
    expect(server.hasRefreshCookie()).toBe(false);
    expect(server.requests('/users/logout/')[0]?.init.keepalive).toBe(true);
    expect((await client.fetch('/api/')).status).toBe(401);
    expect(server.count('/users/token/')).toBe(1);
  });

  test.each([
    ['network_error', networkError],
    ['server_error', page(502)],
  ])('that does not reach the server (%s) rejects; this tab is signed out in any case', async (code, answer) => {
    const { client, server } = await openSignedInApp();
    server.plan('/users/logout/', answer);
    await expect(client.logout()).rejects.toMatchObject({ code });
    expect(client.getState()).toMatchObject({ status: 'anonymous', reason: 'signed_out' });
    expect(server.hasRefreshCookie()).toBe(true);
    await client.logout();
    expect(server.hasRefreshCookie()).toBe(false);
  });

  test('turns a later 401 into `superseded`, and requests no token', async () => {
    const { client, server } = await openSignedInApp();
    const held = server.hold('/api/', failing(401, 'session_ended'));
    const request = expect(client.fetch('/api/')).rejects.toMatchObject({ code: 'superseded' });
    await held.arrived;
    await client.logout();
    held.release();
    await request;
    expect(server.count('/users/token/')).toBe(1);
  });

  test('renews a refused CSRF cookie', async () => {
    const { client, server } = await openSignedInApp();
    server.forgetCsrf();
    await client.logout();
    expect(server.hasRefreshCookie()).toBe(false);
  });

  test('aborts a refresh first, so that no later response sets a cookie', async () => {
    const { client, server } = await openSignedInApp();
    server.pass(400);
    const held = server.hold('/users/token/');
    const request = expect(client.fetch('/api/')).rejects.toMatchObject({ code: 'superseded' });
    await held.arrived;
    const leaving = client.logout();
    expect(server.requests('/users/token/')[1]?.init.signal?.aborted).toBe(true);
    held.release();
    await Promise.all([leaving, request]);
    expect(server.hasRefreshCookie()).toBe(false);
    expect(server.count('/api/')).toBe(0);
    expect(client.getState()).toEqual({ status: 'anonymous', user: null, reason: 'signed_out', degraded: false });
  });

  test('drops the response of a refresh even if the abort does not reach it', async () => {
    openPage();
    const server = createFakeServer();
    server.remember('ada');
    const deaf: typeof fetch = (input, { signal: _signal, ...init } = {}) => server.fetch(input, init);
    const client = createAuthClient({ ...server.options, fetch: deaf });
    const held = server.hold('/users/token/');
    const restoring = client.restore();
    await held.arrived;
    const leaving = client.logout();
    held.release();
    await Promise.all([restoring, leaving]);
    expect(client.getState().status).toBe('anonymous');
    expect(await client.getAccessToken()).toBeNull();
  });

  test('reaches the server before a login that follows it at once', async () => {
    const { client, server } = await openSignedInApp();
    const leaving = client.logout();
    await client.login(bob);
    await leaving;
    expect(server.received.map(({ url }) => url.pathname)).toEqual([
      '/users/token/',
      '/users/logout/',
      '/users/login/',
    ]);
    expect(client.getState()).toMatchObject({ status: 'authenticated', user: people.bob });
    expect(server.hasRefreshCookie()).toBe(true);
  });

  test('replaces a pending login', async () => {
    const { client, server } = openApp();
    const held = server.hold('/users/login/');
    const refused = expect(client.login(ada)).rejects.toMatchObject({ code: 'superseded' });
    await held.arrived;
    await client.logout();
    held.release();
    await refused;
    expect(client.getState()).toMatchObject({ status: 'anonymous', reason: 'signed_out' });
    expect(server.hasRefreshCookie()).toBe(false);
  });

  test('works without a session', async () => {
    const { client } = openApp({ remembered: null });
    await expect(client.logout()).resolves.toBeUndefined();
  });

  test('a second time changes nothing here', async () => {
    const { client } = await openSignedInApp();
    await client.logout();
    const state = client.getState();
    await client.logout();
    expect(client.getState()).toBe(state);
  });
});

test('a CSRF token from the body of csrf/ is requested again after a login and a logout', async () => {
  const { client, server } = openApp({ readableCookie: false, remembered: null });
  await client.login(ada);
  await client.fetch('/api/');
  await client.logout();
  await client.fetch('/api/');
  expect(server.received.map(({ url }) => url.pathname)).toEqual([
    '/users/csrf/',
    '/users/login/',
    '/users/csrf/',
    '/api/',
    '/users/logout/',
    '/users/csrf/',
    '/api/',
  ]);
});

describe('request', () => {
  test('resolves paths below the mount point, and sends the token', async () => {
    const { client, server } = await openSignedInApp();
    expect(await client.request('auth/')).toEqual(people.ada);
    expect(server.requests('/users/auth/')[0]).toMatchObject({ method: 'GET' });
    expect(server.requests('/users/auth/')[0]?.headers.get('Accept')).toBe('application/json');
  });

  test('sends JSON, by POST unless another method is given', async () => {
    const { client, server } = await openSignedInApp();
    await client.request('/api/', { body: { a: 1 } });
    await client.request('/api/', { body: [], method: 'PATCH', headers: { 'X-Mine': '1' } });
    const [post, patch] = server.requests('/api/');
    expect(post?.method).toBe('POST');
    expect(new TextDecoder().decode(post?.body)).toBe('{"a":1}');
    expect(post?.headers.get('Content-Type')).toBe('application/json');
    expect(patch?.method).toBe('PATCH');
    expect(patch?.headers.get('X-Mine')).toBe('1');
  });

  test('is undefined for a response without a body', async () => {
    const { client } = await openSignedInApp();
    expect(await client.request('/api/nothing/', { method: 'DELETE' })).toBeUndefined();
  });

  test("rejects with the server's error", async () => {
    const { client, server } = await openSignedInApp();
    server.plan('/users/7/', failing(404, 'not_found'));
    await expect(client.request('7/')).rejects.toMatchObject({ name: 'AuthError', code: 'not_found', status: 404 });
  });

  test('rejects with a network error, and with the reason of its own abort', async () => {
    const { client, server } = await openSignedInApp();
    server.plan('/users/auth/', networkError);
    await expect(client.request('auth/')).rejects.toMatchObject({
      code: 'network_error',
      cause: expect.any(TypeError),
    });
    const aborted = client.request('auth/', { signal: AbortSignal.abort() });
    await expect(aborted).rejects.toMatchObject({ name: 'AbortError' });
  });

  test('to another host sends no token', async () => {
    const { client, server } = await openSignedInApp();
    await expect(client.request('https://evil.example/')).rejects.toThrow();
    expect(server.received.at(-1)?.url.host).toBe('evil.example');
    expect(server.received.at(-1)?.headers.has('Authorization')).toBe(false);
    expect(server.received.at(-1)?.headers.has('X-CSRFToken')).toBe(false);
  });
});

describe('setUser', () => {
  test('replaces the user of the state', async () => {
    const { client } = await openSignedInApp();
    const changed = { ...people.ada, email: 'countess@example.org' };
    client.setUser(changed);
    expect(client.getState()).toMatchObject({ status: 'authenticated', user: changed });
  });

  test('does not show the user before, whose response is late', async () => {
    const { client } = await openSignedInApp();
    client.setUser({ ...people.bob, username: 'robert' });
    expect(client.getState()).toMatchObject({ status: 'authenticated', user: people.ada });
  });

  test('does not sign in a user', async () => {
    const { client } = openApp();
    await client.restore();
    client.setUser(people.ada);
    expect(client.getState()).toMatchObject({ status: 'anonymous', user: null });
  });
});

describe('dispose', () => {
  test('aborts pending requests and notifies no listener', async () => {
    const { client, server } = openApp({ remembered: 'ada' });
    const listener = vi.fn();
    client.subscribe(listener);
    const held = server.hold('/users/token/');
    const restoring = client.restore();
    await held.arrived;
    client.dispose();
    held.release();
    expect(await restoring).toMatchObject({ status: 'unknown' });
    expect(listener).not.toHaveBeenCalled();
    await expect(client.login(ada)).rejects.toMatchObject({ code: 'disposed' });
    expect(server.received).toHaveLength(1);
  });
});

describe('the access token', () => {
  test('is on no object that the app can reach, and in no URL', async () => {
    const { client, server } = await openSignedInApp();
    await client.fetch('/api/');
    const token = (await client.getAccessToken()) ?? expect.unreachable();
    expect(inspect({ client, state: client.getState() }, { depth: null, showHidden: true })).not.toContain(token);
    expect(JSON.stringify(client)).not.toContain(token);
    expect(server.received.some(({ url }) => url.href.includes(token))).toBe(false);
    expect(document.cookie).not.toContain(token);
  });

  test('is not in an error about a request that carried it', async () => {
    const { client, server } = await openSignedInApp();
    const token = (await client.getAccessToken()) ?? expect.unreachable();
    server.plan('/users/auth/', networkError);
    const error = await client.request('auth/').catch((reason) => reason);
    expect(inspect(error, { depth: null, showHidden: true })).not.toContain(token);
  });

  test('is written to no storage', async () => {
    const storage = { getItem: vi.fn(), setItem: vi.fn(), removeItem: vi.fn() };
    vi.stubGlobal('localStorage', storage);
    vi.stubGlobal('sessionStorage', storage);
    const { client } = await openSignedInApp();
    await client.fetch('/api/');
    await client.logout();
    for (const method of Object.values(storage)) expect(method).not.toHaveBeenCalled();
  });
});

test('the platform’s fetch is looked up at each use, so that a tool can replace it', async () => {
  openPage();
  const client = createAuthClient();
  const server = createFakeServer();
  server.remember('ada');
  setCookie('session-hint', '1');
  vi.stubGlobal('fetch', server.fetch);
  expect(await client.restore()).toMatchObject({ status: 'authenticated' });
});
