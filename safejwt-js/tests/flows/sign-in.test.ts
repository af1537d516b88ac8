import { describe, expect, test, vi } from 'vitest';
import { createTestServer } from '../../testing/index.js';
import { failing, json } from '../support/fake-server.js';
import { openPage } from '../support/page.js';

const ada = { id: 1, username: 'ada', email: 'ada@example.org' };
const login = { username: 'ada', password: 'right' };

/** A server whose `code/` starts a session, and a browser without cookies. */
function open() {
  openPage();
  const server = createTestServer();
  server.handle('POST /users/code/', () => server.session('ada'), { isPublic: true });
  server.handle('/api/', (_request, user) => user.username);
  const browser = server.browser();
  return { server, browser, ...browser.tab() };
}

describe('signIn', () => {
  test('begins a session at any endpoint', async () => {
    const { client, server } = open();
    await client.restore();
    expect(await client.signIn('code/', { code: '123456' })).toEqual({ user: ada, answer: null });
    expect(client.getState()).toMatchObject({ status: 'authenticated', user: ada });
    expect(await client.request('/api/')).toBe('ada');
    const [request] = server.network.requests('/users/code/');
    expect(request?.headers.get('X-CSRFToken')).toBeTruthy();
    expect(new TextDecoder().decode(request?.body)).toBe('{"code":"123456"}');
  });

  test('reaches the other tabs, and survives a reload', async () => {
    const { client, browser, server } = open();
    const other = browser.tab();
    await Promise.all([client.restore(), other.client.restore()]);
    await client.signIn('code/', {});
    await server.clock.advance(0);
    expect(other.client.getState()).toMatchObject({ status: 'authenticated', user: ada });
    browser.close();
    expect(await browser.tab().client.restore()).toMatchObject({ status: 'authenticated', user: ada });
  });

  test.each([
    ['200', () => json(200, { step: 'code' }), { step: 'code' }],
    ['202', () => json(202, { step: 'code' }), { step: 'code' }],
    ['204', () => new Response(null, { status: 204 }), undefined],
  ])('hands back the response when another step is required: %s', async (_status, response, answer) => {
    const { client, server } = open();
    await client.restore();
    const before = client.getState();
    server.network.answer('/users/login/', response);
    const result = await client.signIn<{ step: string }>('login/', login);
    expect(result).toEqual({ user: null, answer });
    expect(client.getState()).toBe(before);
    expect((await client.signIn('code/', {})).user).toEqual(ada);
  });

  test('with another step leaves the signed-in user, who still hears the other tabs', async () => {
    const { server } = open();
    const browser = server.signIn('bob');
    const [one, other] = [browser.tab(), browser.tab()];
    await Promise.all([one.client.restore(), other.client.restore()]);
    server.network.answer('/users/login/', () => json(200, { step: 'code' }));
    await one.client.signIn('login/', login);
    expect(one.client.getState().user).toMatchObject({ username: 'bob' });
    expect(await one.client.request('/api/')).toBe('bob');
    other.client.setUser({ id: 2, username: 'robert', email: '' });
    await server.clock.advance(0);
    expect(one.client.getState().user).toMatchObject({ username: 'robert' });
    await other.client.logout();
    await server.clock.advance(0);
    expect(one.client.getState().status).toBe('anonymous');
  });

  test.each(['https://evil.example/login/', '//evil.example/login/', 'http://app.example/login/'])(
    'sends nothing to another origin: %s',
    async (path) => {
      const { client, server } = open();
      await expect(client.signIn(path, { password: 'right' })).rejects.toThrow('is not the API');
      expect(server.network.received).toHaveLength(0);
      expect((await client.signIn('code/', {})).user).toEqual(ada);
    },
  );

  test('rejects for a refusal, whose body is the cause', async () => {
    const { client, server } = open();
    const body = { detail: 'A code is required.', code: 'mfa_required', methods: ['totp'] };
    server.network.answer('/users/code/', () => json(401, body));
    await expect(client.signIn('code/', {})).rejects.toMatchObject({ code: 'mfa_required', status: 401, cause: body });
    expect(client.getState().status).toBe('unknown');
  });

  test.each(['login', 'adopt'] as const)('%s rejects when the response is not a session', async (verb) => {
    const { client, server } = open();
    server.network.answer('/users/login/', () => json(202, { step: 'code' }));
    const call = verb === 'login' ? client.login(login) : client.adopt({ step: 'code' });
    await expect(call).rejects.toMatchObject({ code: 'unexpected_response' });
    expect(client.getState().status).toBe('unknown');
  });

  test('a session response without a user names the setting, and signs in no user', async () => {
    const { client, server } = open();
    server.network.answer('/users/login/', () => json(200, { accessToken: 'a.b.c', expiresIn: 300 }));
    await expect(client.login(login)).rejects.toMatchObject({
      code: 'unexpected_response',
      message: expect.stringContaining('SAFEJWT_USER_SERIALIZER'),
    });
    expect(client.getState().status).toBe('unknown');
  });
});

describe('adoptLogin', () => {
  /** A server that exchanges the login of a redirect, or the token of another package, once. */
  function openWithLogin(...logins: string[]) {
    const opened = open();
    opened.server.handle(
      'POST /users/adopt/',
      ({ body }) => {
        const { refresh = 'cookie' } = JSON.parse(new TextDecoder().decode(body)) as { refresh?: string };
        const index = logins.indexOf(refresh);
        if (index < 0) return json(401, { detail: 'No.', code: 'invalid_credentials' });
        logins.splice(index, 1);
        return opened.server.session('ada');
      },
      { isPublic: true },
    );
    return opened;
  }

  test.each(['before', 'after'])('takes over the login of a redirect, %s the session is restored', async (when) => {
    const { client } = openWithLogin('cookie');
    if (when === 'after') await client.restore();
    expect(await client.adoptLogin()).toEqual(ada);
    expect(client.getState()).toMatchObject({ status: 'authenticated', user: ada });
    expect(await client.request('/api/')).toBe('ada');
  });

  test('exchanges a token of another package, and survives a reload', async () => {
    const { client, browser } = openWithLogin('old');
    expect(await client.adoptLogin({ refresh: 'old' })).toEqual(ada);
    browser.close();
    expect(await browser.tab().client.restore()).toMatchObject({ status: 'authenticated', user: ada });
  });

  test('without a login the visitor is anonymous', async () => {
    const { client, server } = openWithLogin();
    expect(await client.adoptLogin()).toBeNull();
    expect(client.getState()).toMatchObject({ status: 'anonymous', reason: 'not_signed_in' });
    expect(server.network.requests('/users/token/')).toHaveLength(0);
  });

  test('keeps the session that the browser has', async () => {
    const { client } = openWithLogin('cookie');
    await client.adoptLogin();
    expect(await client.adoptLogin({ refresh: 'old' })).toEqual(ada);
    expect(client.getState()).toMatchObject({ status: 'authenticated', user: ada });
  });

  test('all tabs have the session that one of them has got', async () => {
    const { client, browser, server } = openWithLogin('old');
    const tabs = [client, browser.tab().client, browser.tab().client];
    const users = await Promise.all(tabs.map((tab) => tab.adoptLogin({ refresh: 'old' })));
    expect(users).toEqual([ada, ada, ada]);
    await server.clock.advance(0);
    for (const tab of tabs) expect(tab.getState()).toMatchObject({ status: 'authenticated', user: ada });
  });

  test('a tab that is refused before the first one has its response follows it', async () => {
    const { server } = openWithLogin('old');
    // Without locks, both are on their way at the same time.
    const browser = server.browser({ locks: false });
    const [first, second] = [browser.tab().client, browser.tab().client];
    let deliver = () => {};
    const delivered = new Promise<void>((resolve) => (deliver = resolve));
    server.network.answer('/users/adopt/', async (request, serve) => {
      const response = await serve(request);
      await delivered;
      return response;
    });
    const exchanging = first.adoptLogin({ refresh: 'old' });
    await vi.waitFor(() => expect(server.sessionCount('ada')).toBe(1), 10_000);
    expect(await second.adoptLogin({ refresh: 'old' })).toBeNull();
    deliver();
    expect(await exchanging).toEqual(ada);
    await server.clock.advance(0);
    for (const tab of [first, second]) {
      expect(tab.getState()).toMatchObject({ status: 'authenticated', user: ada });
      expect(await tab.request('/api/')).toBe('ada');
    }
    expect(server.sessionCount('ada')).toBe(1);
  });

  test('a tab that is refused later has the session of the first one', async () => {
    const { client, browser, server } = openWithLogin('old');
    await client.adoptLogin({ refresh: 'old' });
    // Without a channel, it has not heard of it.
    const late = browser.tab({ channel: null });
    expect(await late.client.adoptLogin({ refresh: 'old' })).toEqual(ada);
    await client.logout();
    const later = browser.tab();
    expect(await later.client.adoptLogin({ refresh: 'old' })).toBeNull();
    expect(later.client.getState()).toMatchObject({ status: 'anonymous' });
    expect(server.sessionCount('ada')).toBe(0);
  });

  test.each([
    [404, 'not_found'],
    [429, 'throttled'],
    [503, 'service_unavailable'],
    [403, 'permission_denied'],
  ])('rejects for %i, and nothing has changed', async (status, code) => {
    const { client, server } = openWithLogin('cookie');
    await client.restore();
    server.network.answer('/users/adopt/', failing(status, code));
    await expect(client.adoptLogin()).rejects.toMatchObject({ code, status });
    expect(client.getState().status).toBe('anonymous');
    expect(await client.adoptLogin()).toEqual(ada);
  });
});

describe('adopt', () => {
  test('takes over a session that the app has requested itself', async () => {
    const { client, browser, server } = open();
    const other = browser.tab();
    await Promise.all([client.restore(), other.client.restore()]);
    const response = await browser.fetch('https://app.example/users/code/', { method: 'POST' });
    expect(await client.adopt(await response.json())).toEqual(ada);
    await server.clock.advance(0);
    for (const { getState, request } of [client, other.client]) {
      expect(getState()).toMatchObject({ status: 'authenticated', user: ada });
      expect(await request('/api/')).toBe('ada');
    }
    expect(server.network.requests('/users/token/')).toHaveLength(0);
  });
});

describe('refresh', () => {
  test('gets a new token and the user, although the token is still valid', async () => {
    const { server } = open();
    const { client } = server.signIn('ada').tab();
    await client.restore();
    const before = await client.getAccessToken();
    server.changePerson('ada', { email: 'countess@example.org' });
    await server.clock.advance(1);
    expect(await client.refresh()).toEqual({ ...ada, email: 'countess@example.org' });
    expect(client.getState().user).toMatchObject({ email: 'countess@example.org' });
    expect(await client.getAccessToken()).not.toBe(before);
  });

  test('finds the session that another window has started, without a message from it', async () => {
    const { server } = open();
    const browser = server.browser({ channels: false });
    const { client } = browser.tab();
    expect(await client.restore()).toMatchObject({ status: 'anonymous' });
    expect(await client.refresh()).toBeNull();
    expect(server.network.received).toHaveLength(0);
    await browser.fetch('https://app.example/users/code/', { method: 'POST' });
    expect(await client.refresh()).toEqual(ada);
  });

  test('rejects when the server cannot be reached, and signs no user out', async () => {
    const { server } = open();
    const { client } = server.signIn('ada').tab();
    await client.restore();
    server.network.goOffline();
    await expect(client.refresh()).rejects.toMatchObject({ code: 'network_error' });
    expect(client.getState()).toMatchObject({ status: 'authenticated', degraded: true });
  });
});

describe('logoutEverywhere', () => {
  /** Two tabs of one browser, and another device. */
  async function openDevices() {
    const { server } = open();
    const browser = server.signIn('ada');
    const [one, other] = [browser.tab(), browser.tab()];
    const phone = server.signIn('ada').tab();
    for (const { client } of [one, other, phone]) await client.restore();
    return { server, browser, one, other, phone };
  }

  test('ends all sessions, and signs out all tabs', async () => {
    const { server, browser, one, other, phone } = await openDevices();
    expect(server.sessionCount('ada')).toBe(2);
    await one.client.logoutEverywhere();
    expect(server.sessionCount('ada')).toBe(0);
    await server.clock.advance(0);
    for (const { client } of [one, other]) {
      expect(client.getState()).toMatchObject({ status: 'anonymous', reason: 'signed_out' });
    }
    expect(browser.cookies.get('refreshtoken')).toBeNull();
    await expect(phone.client.request('/api/')).rejects.toMatchObject({ status: 401 });
    expect(phone.client.getState()).toMatchObject({ status: 'anonymous', reason: 'session_revoked' });
  });

  test('leaves nothing that a new tab could take over', async () => {
    const { server, browser, one } = await openDevices();
    await one.client.logoutEverywhere();
    const { client } = browser.tab();
    expect(await client.restore()).toMatchObject({ status: 'anonymous' });
    await server.clock.advance(1);
    expect(client.getState().status).toBe('anonymous');
  });

  test('reaches a tab that was opened while it was under way', async () => {
    const { server, browser, one } = await openDevices();
    const held = server.network.hold('/users/logout/everywhere/');
    const leaving = one.client.logoutEverywhere();
    await held.arrived;
    const { client } = browser.tab();
    expect(await client.restore()).toMatchObject({ status: 'authenticated' });
    held.release();
    await leaving;
    await server.clock.advance(0);
    expect(client.getState()).toMatchObject({ status: 'anonymous', reason: 'signed_out' });
  });

  test('renews an expired token first', async () => {
    const { server, one } = await openDevices();
    await server.clock.advance(400);
    await one.client.logoutEverywhere();
    expect(server.sessionCount('ada')).toBe(0);
  });

  test('that fails leaves the user signed in', async () => {
    const { server, one } = await openDevices();
    server.network.answer('/users/logout/everywhere/', failing(503, 'service_unavailable'));
    await expect(one.client.logoutEverywhere()).rejects.toMatchObject({ code: 'service_unavailable' });
    expect(one.client.getState().status).toBe('authenticated');
    expect(await one.client.request('/api/')).toBe('ada');
  });

  test('asks for the password if the server requires it', async () => {
    const { server } = open();
    const onReauthenticationRequired = vi.fn(async () => {
      await client.reauthenticate('right');
      return true;
    });
    const { client } = server.signIn('ada').tab({ onReauthenticationRequired });
    server.network.answer('/users/logout/everywhere/', failing(403, 'reauthentication_required'));
    await client.logoutEverywhere();
    expect(onReauthenticationRequired).toHaveBeenCalledOnce();
    expect(client.getState().status).toBe('anonymous');
  });

  test('does not sign out a user who logs in meanwhile', async () => {
    const { server, one } = await openDevices();
    const held = server.network.hold('/users/logout/everywhere/');
    const leaving = expect(one.client.logoutEverywhere()).rejects.toMatchObject({ code: 'superseded' });
    await held.arrived;
    await one.client.login({ username: 'bob', password: 'right' });
    held.release();
    await leaving;
    expect(one.client.getState().user).toMatchObject({ username: 'bob' });
  });

  test('whose response arrives after another login neither signs out that user nor deletes their cookie', async () => {
    const { server, browser, one } = await openDevices();
    let deliver = () => {};
    const delivered = new Promise<void>((resolve) => {
      deliver = resolve;
    });
    const answered = vi.fn();
    server.network.answer('/users/logout/everywhere/', async (request, serve) => {
      const response = await serve(request);
      answered();
      await delivered;
      return response;
    });
    const leaving = expect(one.client.logoutEverywhere()).rejects.toMatchObject({ code: 'superseded' });
    await vi.waitFor(() => expect(answered).toHaveBeenCalled(), 10_000);
    await one.client.login({ username: 'bob', password: 'right' });
    deliver();
    await leaving;
    expect(one.client.getState().user).toMatchObject({ username: 'bob' });
    expect(browser.cookies.get('refreshtoken')).not.toBeNull();
  });

  test('without a session is a 401', async () => {
    const { client } = open();
    await client.restore();
    await expect(client.logoutEverywhere()).rejects.toMatchObject({ code: 'not_authenticated' });
  });
});
