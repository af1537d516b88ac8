import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { lockName, openBrowser, openSignedInBrowser, type Tab } from '../support/browser.js';
import { failing, networkError, people, silence } from '../support/fake-server.js';

const token = '/users/token/';
const bob = { username: 'bob', password: 'right' };

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Runs the timers until `work` settles. */
async function finish<T>(work: Promise<T>, milliseconds = 60_000): Promise<T> {
  let isDone = false;
  const done = work.finally(() => {
    isDone = true;
  });
  done.catch(() => undefined);
  for (let waited = 0; !isDone && waited < milliseconds; waited += 10) await vi.advanceTimersByTimeAsync(10);
  return done;
}

function settle(): Promise<unknown> {
  return vi.advanceTimersByTimeAsync(0);
}

async function open(count: number, options: Parameters<typeof openBrowser>[0] = {}) {
  return finish(openSignedInBrowser(count, options));
}

/** The server reports every token issued so far as expired. */
function callInAll(tabs: readonly Tab[], times: number): Promise<Response[]> {
  return Promise.all(tabs.flatMap(({ client }) => Array.from({ length: times }, () => client.fetch('/api/'))));
}

function states(tabs: readonly Tab[]): string[] {
  return tabs.map(({ client }) => client.getState()).map(({ status, user }) => `${status} ${user?.username}`);
}

describe('20 requests in each of 5 tabs, with an expired token', () => {
  test.each([
    ['locks and a channel', {}, 1, 1],
    ['a channel and no locks', { locks: false }, 1, 5],
    ['locks and no channel', { channels: false }, 1, 5],
    ['neither', { locks: false, channels: false }, 1, 5],
    ['locks, and a channel without tokens', { client: { shareTokens: false } }, 1, 5],
  ])('%s: all succeed, and no user is signed out', async (_name, options, least, most) => {
    const { server, tabs } = await open(5, options);
    server.pass(400);
    const responses = await finish(callInAll(tabs, 20));
    expect(responses.map(({ status }) => status)).toEqual(Array(100).fill(200));
    expect(server.count(token)).toBeGreaterThanOrEqual(least);
    expect(server.count(token)).toBeLessThanOrEqual(most);
    expect(states(tabs)).toEqual(Array(5).fill('authenticated ada'));
  });

  test('that only the server has noticed: one refresh, and each request is repeated once', async () => {
    const { server, tabs } = await open(5, { client: { now: () => 0 } });
    server.pass(400);
    const responses = await finish(callInAll(tabs, 20));
    expect(responses.map(({ status }) => status)).toEqual(Array(100).fill(200));
    expect(server.count(token)).toBe(1);
    expect(server.count('/api/')).toBeLessThanOrEqual(200);
  });

  test('and messages that arrive after the lock is granted: still one refresh', async () => {
    const { server, tabs, channels } = await open(5);
    channels.delay = 20;
    server.pass(400);
    await finish(callInAll(tabs, 20));
    expect(server.count(token)).toBe(1);
  });
});

describe('a new tab', () => {
  test('adopts the session of another tab at once, without a request', async () => {
    const { server, openTab, tabs } = await open(5);
    const { client } = openTab();
    expect(await finish(client.restore())).toMatchObject({ status: 'authenticated', user: people.ada });
    expect((await finish(client.fetch('/api/'))).status).toBe(200);
    expect(server.received.map(({ url }) => url.pathname)).toEqual(['/api/']);
    expect(await client.getAccessToken()).toBe(await tabs[0]?.client.getAccessToken());
  });

  test('asks the server when no other tab has a valid token', async () => {
    const { server, openTab } = await open(2);
    server.pass(400);
    const { client } = openTab();
    expect(await finish(client.restore())).toMatchObject({ status: 'authenticated' });
    expect(server.count(token)).toBe(1);
  });

  test('asks the server when tokens are not shared', async () => {
    const { server, openTab, channels, tabs } = await open(2, { client: { shareTokens: false } });
    const { client } = openTab();
    expect(await finish(client.restore())).toMatchObject({ status: 'authenticated' });
    expect(server.count(token)).toBe(1);
    for (const tab of [...tabs, { client }]) {
      expect(JSON.stringify(channels.said)).not.toContain(await tab.client.getAccessToken());
    }
  });

  test('waits a tenth of a second for other tabs, from the creation of the client', async () => {
    const { openTab, server } = openBrowser();
    const { client } = openTab();
    await vi.advanceTimersByTimeAsync(60);
    void client.restore();
    await vi.advanceTimersByTimeAsync(39);
    expect(server.received).toHaveLength(0);
    await vi.advanceTimersByTimeAsync(2);
    expect(client.getState().status).toBe('authenticated');
  });

  test('of five that open at once is the only one to ask the server', async () => {
    const { openTab, server } = openBrowser();
    const tabs = Array.from({ length: 5 }, () => openTab());
    await finish(Promise.all(tabs.map(({ client }) => client.restore())));
    expect(states(tabs)).toEqual(Array(5).fill('authenticated ada'));
    expect(server.received).toHaveLength(1);
  });

  test('of five of a visitor is the only one to ask the server, too', async () => {
    const { openTab, server } = openBrowser({ remembered: null, client: { sessionHint: false } });
    server.visit();
    const tabs = Array.from({ length: 5 }, () => openTab());
    const all = await finish(Promise.all(tabs.map(({ client }) => client.restore())));
    expect(all).toEqual(Array(5).fill({ status: 'anonymous', user: null, reason: 'not_signed_in', degraded: false }));
    expect(server.received).toHaveLength(1);
  });
});

describe('without a BroadcastChannel, another tab', () => {
  test('learns of a logout with its next request, and nothing stays in a storage', async () => {
    const { server, tabs } = await openSignedInBrowser(2, { channels: false });
    const [one, other] = tabs as [Tab, Tab];
    await one.client.logout();
    expect(other.client.getState().status).toBe('authenticated');
    expect((await finish(other.client.fetch('/api/'))).status).toBe(401);
    expect(other.client.getState().status).toBe('anonymous');
    expect(server.hasRefreshCookie()).toBe(false);
    expect(server.browser.options.storage?.getItem(`${lockName} logout`)).toBeNull();
  });
});

describe('a tab that waits for the refresh of another tab', () => {
  test.each([
    ['a network error', networkError, { code: 'network_error', status: null, retryAfter: null }],
    ['a 503', failing(503, 'service_unavailable', { 'Retry-After': '30' }), { status: 503, retryAfter: 30 }],
    ['a 429', failing(429, 'throttled', { 'Retry-After': '30' }), { code: 'throttled', retryAfter: 30 }],
  ])('fails with it: %s', async (_name, answer, error) => {
    const { server, tabs } = await open(5);
    server.pass(400);
    server.plan(token, answer);
    const outcomes = await finish(Promise.allSettled(tabs.map(({ client }) => client.fetch('/api/'))));
    for (const outcome of outcomes) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: { name: 'AuthError', ...error } });
    }
    expect(server.count(token)).toBe(1);
    for (const { client } of tabs) {
      expect(client.getState()).toEqual({ status: 'authenticated', user: people.ada, reason: null, degraded: true });
    }
    // All tabs share the pause.
    await finish(Promise.allSettled(tabs.map(({ client }) => client.fetch('/api/'))));
    expect(server.count(token)).toBe(1);
  });

  test('is signed out with it, once', async () => {
    const { server, tabs } = await open(5);
    const listeners = tabs.map(({ client }) => {
      const listener = vi.fn();
      client.subscribe(listener);
      return listener;
    });
    server.pass(400);
    server.refuseRefresh('refresh_token_expired');
    const responses = await finish(callInAll(tabs, 3));
    expect(responses.every(({ status }) => status === 401)).toBe(true);
    expect(server.count(token)).toBe(1);
    for (const { client } of tabs) expect(client.getState()).toMatchObject({ reason: 'session_expired' });
    for (const listener of listeners) expect(listener).toHaveBeenCalledTimes(1);
  });

  test('waits only once for a frozen tab', async () => {
    const { server, locks, openTab } = openBrowser({ client: { timeout: 2_000 } });
    void locks.request(lockName, {}, () => new Promise(() => undefined));
    const { client } = openTab();
    const started = Date.now();
    expect(await finish(client.restore())).toMatchObject({ status: 'authenticated' });
    expect(Date.now() - started).toBeLessThan(3_300);
    expect(server.count(token)).toBe(1);
    // A login does not wait for the waiting refresh.
    server.pass(400);
    void client.getAccessToken().catch(() => undefined);
    await vi.advanceTimersByTimeAsync(1_000);
    const login = client.login(bob);
    await vi.advanceTimersByTimeAsync(3_010);
    expect(await login).toEqual(people.bob);
  });

  test('continues as soon as the refreshing tab is closed', async () => {
    const { server, tabs, locks } = await open(2);
    const [first, second] = tabs as [Tab, Tab];
    server.pass(400);
    server.plan(token, silence);
    void first.client.getAccessToken().catch(() => undefined);
    const waiting = second.client.getAccessToken();
    await settle();
    expect(server.count(token)).toBe(1);
    first.happen('pagehide');
    first.client.dispose();
    await vi.advanceTimersByTimeAsync(60);
    expect(await waiting).toMatch(/^ey/);
    expect(locks.held.size).toBe(0);
  });

  test.each(['pagehide', 'freeze'])('does not wait for a page after its %s', async (type) => {
    const { server, tabs, locks } = await open(2);
    const [first] = tabs as [Tab, Tab];
    server.pass(400);
    server.plan(token, silence);
    void first.client.getAccessToken().catch(() => undefined);
    await settle();
    expect([...locks.held]).toEqual([lockName]);
    first.happen(type);
    await settle();
    expect(locks.held.size).toBe(0);
  });

  test('and logs out during a navigation reaches the server in time', async () => {
    const { server, tabs, locks } = await open(1);
    const [tab] = tabs as [Tab];
    void locks.request(lockName, {}, () => new Promise(() => undefined));
    void tab.client.logout();
    await settle();
    expect(server.count('/users/logout/')).toBe(0);
    tab.happen('pagehide');
    await Promise.resolve();
    await settle();
    expect(server.requests('/users/logout/')[0]?.init.keepalive).toBe(true);
  });
});

describe('a late 401', () => {
  test('is followed by a repetition with the token of another tab', async () => {
    const { server, tabs } = await open(2, { client: { now: () => 0 } });
    const [first, second] = tabs as [Tab, Tab];
    const held = server.hold('/api/', failing(401, 'access_token_expired'));
    const slow = first.client.fetch('/api/');
    await settle();
    server.pass(400);
    await finish(second.client.fetch('/api/'));
    held.release();
    expect((await finish(slow)).status).toBe(200);
    expect(server.count(token)).toBe(1);
  });
});

describe('logout', () => {
  test('reaches all tabs, with its reason', async () => {
    const { tabs, server } = await open(3);
    await finish((tabs[1] as Tab).client.logout());
    for (const { client } of tabs) {
      expect(client.getState()).toEqual({ status: 'anonymous', user: null, reason: 'signed_out', degraded: false });
      expect(await client.getAccessToken()).toBeNull();
    }
    expect(server.count(token)).toBe(0);
  });

  test('in one tab ends the refresh of another first, so that no later response sets a cookie', async () => {
    const { tabs, server } = await open(2);
    const [first, second] = tabs as [Tab, Tab];
    server.pass(400);
    const held = server.hold(token);
    const request = expect(first.client.fetch('/api/')).rejects.toMatchObject({ code: 'superseded' });
    await held.arrived;
    const leaving = second.client.logout();
    await settle();
    expect(server.requests(token)[0]?.init.signal?.aborted).toBe(true);
    held.release();
    await finish(Promise.all([leaving, request]));
    expect(server.hasRefreshCookie()).toBe(false);
    expect(server.count('/api/')).toBe(0);
    expect(states(tabs)).toEqual(Array(2).fill('anonymous undefined'));
  });

  test('is not undone by an earlier message of another tab', async () => {
    const { tabs, channels } = await open(2);
    const [first, second] = tabs as [Tab, Tab];
    channels.delay = 20;
    // A reply to a new tab is on its way when the user logs out.
    channels.send(null, lockName, { type: 'ask' });
    await vi.advanceTimersByTimeAsync(20);
    void second.client.logout();
    await vi.advanceTimersByTimeAsync(100);
    expect(states(tabs)).toEqual(Array(2).fill('anonymous undefined'));
    expect(first.client.getState().reason).toBe('signed_out');
  });
});

describe('login in another tab', () => {
  test('signs in the visitor in all tabs', async () => {
    const { openTab, server } = openBrowser({ remembered: null });
    server.visit();
    const tabs = [openTab(), openTab()] as [Tab, Tab];
    for (const { client } of tabs) await finish(client.restore());
    server.received.length = 0;
    await finish(tabs[0].client.login(bob));
    expect(states(tabs)).toEqual(Array(2).fill('authenticated bob'));
    expect((await finish(tabs[1].client.fetch('/api/'))).status).toBe(200);
    expect(server.count(token)).toBe(0);
  });

  test('as a different user notifies listeners, and no request of the previous user is repeated', async () => {
    const { tabs, server } = await open(2);
    const [first, second] = tabs as [Tab, Tab];
    const seen: (string | undefined)[] = [];
    first.client.subscribe(() => seen.push(first.client.getState().user?.username));
    const held = server.hold('/api/', failing(401, 'session_ended'));
    const request = expect(first.client.fetch('/api/', { method: 'DELETE' })).rejects.toMatchObject({
      code: 'superseded',
    });
    await held.arrived;
    await finish(second.client.login(bob));
    held.release();
    await finish(request);
    expect(server.count('/api/')).toBe(1);
    expect(seen).toEqual(['bob']);
    expect(await (await finish(first.client.fetch('/api/'))).json()).toEqual({ who: 'bob' });
    expect(server.count(token)).toBe(0);
  });

  test('as a different user arrives where tokens are not shared, too', async () => {
    const { tabs, server } = await open(2, { client: { shareTokens: false } });
    const [first, second] = tabs as [Tab, Tab];
    await finish(second.client.login(bob));
    expect(first.client.getState()).toMatchObject({ status: 'authenticated', user: people.bob });
    server.received.length = 0;
    expect(await (await finish(first.client.fetch('/api/'))).json()).toEqual({ who: 'bob' });
    expect(server.count(token)).toBe(1);
  });

  test('as the same user loses no request', async () => {
    const { tabs, server } = await open(2);
    const [first, second] = tabs as [Tab, Tab];
    const held = server.hold('/api/', failing(401, 'session_ended'));
    const request = first.client.fetch('/api/', { method: 'POST', body: 'x' });
    await held.arrived;
    await finish(second.client.login({ username: 'ada', password: 'right' }));
    held.release();
    expect((await finish(request)).status).toBe(200);
    expect(server.count(token)).toBe(0);
  });

  test('waits for a pending refresh of another tab', async () => {
    const { tabs, server } = await open(2);
    const [first, second] = tabs as [Tab, Tab];
    server.pass(400);
    const held = server.hold(token);
    const refreshed = first.client.fetch('/api/');
    await held.arrived;
    const login = second.client.login(bob);
    await vi.advanceTimersByTimeAsync(100);
    expect(server.count('/users/login/')).toBe(0);
    held.release();
    expect((await finish(refreshed)).status).toBe(200);
    await finish(login);
    expect(states(tabs)).toEqual(Array(2).fill('authenticated bob'));
  });

  test('without locks ends a pending refresh of another tab and drops its response', async () => {
    const { tabs, server } = await open(2, { locks: false });
    const [first, second] = tabs as [Tab, Tab];
    server.pass(400);
    const held = server.hold(token);
    const late = first.client.getAccessToken();
    await held.arrived;
    await finish(second.client.login(bob));
    expect(server.requests(token)[0]?.init.signal?.aborted).toBe(true);
    held.release();
    // A caller that waits for a token receives one of the current user.
    expect(await finish(late)).toBe(await second.client.getAccessToken());
    expect(states(tabs)).toEqual(Array(2).fill('authenticated bob'));
  });

  test('that is refused changes nothing in any tab, and later messages still count', async () => {
    const { tabs, server } = await open(2);
    const [first, second] = tabs as [Tab, Tab];
    await expect(finish(second.client.login({ username: 'bob', password: 'wrong' }))).rejects.toThrow();
    expect(states(tabs)).toEqual(Array(2).fill('authenticated ada'));
    server.pass(400);
    await finish(first.client.getAccessToken());
    await finish(second.client.getAccessToken());
    expect(server.count(token)).toBe(1);
  });

  test('wins if it is later than a login here, and loses if it is earlier', async () => {
    const { tabs, server } = await open(2);
    const [first, second] = tabs as [Tab, Tab];
    const held = server.hold('/users/login/');
    const earlier = second.client.login(bob);
    await held.arrived;
    server.pass(1);
    const later = first.client.login({ username: 'ada', password: 'right' });
    held.release();
    await finish(Promise.allSettled([earlier, later]));
    expect(states(tabs)).toEqual(Array(2).fill('authenticated ada'));
  });
});

test('a session restored by a new tab reaches an anonymous tab, and aborts none of its requests', async () => {
  const { openTab, server } = openBrowser();
  const held = server.hold(token);
  const first = openTab();
  const request = first.client.fetch('/api/');
  await finish(held.arrived);
  held.release();
  expect((await finish(request)).status).toBe(200);
});

test('a profile changed in one tab is changed in the others', async () => {
  const { tabs } = await open(2);
  const [first, second] = tabs as [Tab, Tab];
  const changed = { ...people.ada, email: 'countess@example.org' };
  first.client.setUser(changed);
  await settle();
  expect(second.client.getState()).toMatchObject({ user: changed });
});

test('tabs of another API do not wait or listen', async () => {
  const { openTab, server, channels, locks } = openBrowser();
  const { client } = openTab();
  await finish(client.restore());
  const other = openTab({ baseUrl: 'https://api.example/users/' });
  void locks.request(lockName, {}, () => new Promise(() => undefined));
  await finish(other.client.restore(), 500);
  expect(server.received.filter(({ url }) => url.host === 'api.example').length).toBeGreaterThan(0);
  expect(new Set(channels.said.map(({ name }) => name))).toEqual(
    new Set([lockName, 'safejwt https://api.example/users/']),
  );
});

test('no message contains a cookie, a CSRF token or a password', async () => {
  const { tabs, channels, server } = await open(2);
  await finish((tabs[0] as Tab).client.login(bob));
  await finish((tabs[0] as Tab).client.logout());
  expect(JSON.stringify(channels.said)).not.toContain(server.csrf() ?? expect.unreachable());
  expect(JSON.stringify(channels.said)).not.toMatch(/right|csrf|refresh/i);
});

test('an unreadable CSRF token is requested again after another tab has changed the user', async () => {
  const { server, tabs } = await open(2, { readableCookie: false });
  const [first, second] = tabs as [Tab, Tab];
  await finish(second.client.login(bob));
  server.received.length = 0;
  expect((await finish(first.client.fetch('/api/'))).status).toBe(200);
  expect(server.received.map(({ url }) => url.pathname)).toEqual(['/users/csrf/', '/api/']);
});
