import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { openBrowser, openSignedInBrowser, type Tab } from '../support/browser.js';
import { failing, networkError, page, people, silence } from '../support/fake-server.js';

const token = '/users/token/';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Lets time pass for the timers, the clients and the server. */
async function pass(server: ReturnType<typeof openBrowser>['server'], seconds: number): Promise<void> {
  for (let tenths = 0; tenths < seconds * 10; tenths += 1) {
    server.pass(0.1);
    await vi.advanceTimersByTimeAsync(100);
  }
}

async function openSignedIn(count = 1) {
  const opening = openSignedInBrowser(count);
  await vi.advanceTimersByTimeAsync(1_000);
  const browser = await opening;
  return { ...browser, tab: browser.tabs[0] as Tab };
}

function goDown(server: ReturnType<typeof openBrowser>['server'], answer = networkError): void {
  server.plan(token, ...Array.from({ length: 1_000 }, () => answer));
}

function comeBack(server: ReturnType<typeof openBrowser>['server']): void {
  server.unplan(token);
}

const outages = [
  ['no network, or no DNS', networkError],
  ['a 500', failing(500, 'server_error')],
  ['the 502 page of a proxy', page(502)],
  ['a 503', failing(503, 'service_unavailable')],
  ['a 429', failing(429, 'throttled')],
  ['truncated JSON', () => new Response('{"accessToken": "ab')],
  ['a redirect to a login page', page(302, { Location: '/proxy-login' })],
  ['the login page of a proxy', page(200)],
  ['no answer at all', silence],
] as const;

describe.each(outages)('%s', (_name, answer) => {
  test('at the start: the state stays unknown, requests fail for now, and the client recovers', async () => {
    const { openTab, server } = openBrowser();
    goDown(server, answer);
    const { client } = openTab();
    void client.restore();
    await pass(server, 30);
    expect(client.getState()).toEqual({ status: 'unknown', user: null, reason: null, degraded: true });
    const refused = expect(client.fetch('/api/')).rejects.toMatchObject({ name: 'AuthError' });
    await pass(server, 16);
    await refused;
    comeBack(server);
    await pass(server, 60);
    expect(client.getState()).toMatchObject({ status: 'authenticated', user: people.ada, degraded: false });
  });

  test('for ten minutes: the state does not change, and the client makes few attempts', async () => {
    const { tab, server } = await openSignedIn();
    server.pass(400);
    goDown(server, answer);
    const outcome = tab.client.fetch('/api/').catch((error) => error);
    await pass(server, 600);
    expect(await outcome).toMatchObject({ name: 'AuthError' });
    expect(tab.client.getState()).toMatchObject({ status: 'authenticated', user: people.ada, degraded: true });
    // After 1, 2, 4, 8, 16 and 32 seconds, then one a minute.
    expect(server.count(token)).toBeLessThanOrEqual(16);
    comeBack(server);
    await pass(server, 61);
    expect(tab.client.getState().degraded).toBe(false);
    expect((await tab.client.fetch('/api/')).status).toBe(200);
  });
});

describe('while the server is unreachable', () => {
  test('a hundred requests share one attempt, and fail at once with its error', async () => {
    const { tab, server } = await openSignedIn();
    server.pass(400);
    goDown(server);
    const first = Array.from({ length: 50 }, () => tab.client.fetch('/api/').catch((error) => error.code));
    await vi.advanceTimersByTimeAsync(1);
    const second = Array.from({ length: 50 }, () => tab.client.fetch('/api/').catch((error) => error.code));
    await vi.advanceTimersByTimeAsync(1);
    expect(await Promise.all([...first, ...second])).toEqual(Array(100).fill('network_error'));
    expect(server.count(token)).toBe(1);
    expect(server.count('/api/')).toBe(0);
  });

  test('Retry-After is respected, even if the user returns earlier', async () => {
    const { tab, server } = await openSignedIn();
    server.pass(400);
    server.plan(token, failing(429, 'throttled', { 'Retry-After': '30' }));
    await expect(tab.client.fetch('/api/')).rejects.toMatchObject({ code: 'throttled', retryAfter: 30 });
    tab.happen('online');
    await tab.client.restore();
    await pass(server, 29.8);
    tab.happen('focus');
    await expect(tab.client.fetch('/api/')).rejects.toMatchObject({ code: 'throttled' });
    expect(server.count(token)).toBe(1);
    await pass(server, 0.3);
    expect(tab.client.getState().degraded).toBe(false);
    expect(server.count(token)).toBe(2);
  });

  test('a token that is still valid is used', async () => {
    const { tab, server } = await openSignedIn();
    goDown(server);
    expect((await tab.client.fetch('/api/')).status).toBe(200);
    expect(tab.client.getState().degraded).toBe(false);
  });

  test.each(['online', 'focus', 'visibilitychange'])('%s brings the session back within a second', async (type) => {
    const { tab, server } = await openSignedIn();
    server.pass(400);
    goDown(server);
    await tab.client.getAccessToken().catch(() => undefined);
    await pass(server, 40);
    const tries = server.count(token);
    comeBack(server);
    tab.happen(type);
    await pass(server, 1);
    expect(tab.client.getState().degraded).toBe(false);
    expect(server.count(token)).toBe(tries + 1);
  });

  test('a user who switches tabs causes at most one attempt a second', async () => {
    const { tab, server } = await openSignedIn();
    server.pass(400);
    goDown(server);
    await tab.client.getAccessToken().catch(() => undefined);
    for (let times = 0; times < 100; times += 1) {
      tab.happen('visibilitychange');
      tab.happen('focus');
      await pass(server, 0.1);
    }
    expect(server.count(token)).toBeLessThanOrEqual(11);
  });

  test('a hidden page makes no attempt by itself', async () => {
    const { tab, server } = await openSignedIn();
    Object.assign(document, { visibilityState: 'hidden' });
    server.pass(400);
    goDown(server);
    await tab.client.getAccessToken().catch(() => undefined);
    tab.happen('online');
    await pass(server, 120);
    expect(server.count(token)).toBe(1);
    Object.assign(document, { visibilityState: 'visible' });
    comeBack(server);
    tab.happen('visibilitychange');
    await pass(server, 1);
    expect(tab.client.getState().degraded).toBe(false);
  });

  test('five tabs make as many attempts as one', async () => {
    const { tabs, server } = await openSignedIn(5);
    server.pass(400);
    goDown(server);
    for (const { client } of tabs) client.getAccessToken().catch(() => undefined);
    await pass(server, 120);
    expect(server.count(token)).toBeLessThanOrEqual(8);
    for (const { client } of tabs) expect(client.getState().degraded).toBe(true);
    comeBack(server);
    const tries = server.count(token);
    await pass(server, 61);
    for (const { client } of tabs)
      expect(client.getState()).toMatchObject({ status: 'authenticated', degraded: false });
    expect(server.count(token)).toBe(tries + 1);
  });

  test('the user can still log out and in', async () => {
    const { tab, server } = await openSignedIn();
    server.pass(400);
    goDown(server);
    await tab.client.getAccessToken().catch(() => undefined);
    await tab.client.logout();
    expect(tab.client.getState()).toMatchObject({ status: 'anonymous', degraded: false });
    await tab.client.login({ username: 'bob', password: 'right' });
    expect((await tab.client.fetch('/api/')).status).toBe(200);
    await pass(server, 120);
    expect(server.count(token)).toBe(1);
  });

  test('a disposed client makes no attempts', async () => {
    const { tab, server } = await openSignedIn();
    server.pass(400);
    goDown(server);
    await tab.client.getAccessToken().catch(() => undefined);
    tab.client.dispose();
    for (const type of ['online', 'focus', 'pageshow']) tab.happen(type, { persisted: true });
    await pass(server, 120);
    expect(server.count(token)).toBe(1);
  });
});

test('a refusal after an outage signs out once, with its reason', async () => {
  const { tab, server } = await openSignedIn();
  const listener = vi.fn();
  server.pass(400);
  goDown(server);
  await tab.client.getAccessToken().catch(() => undefined);
  comeBack(server);
  server.refuseRefresh('refresh_token_revoked');
  tab.client.subscribe(listener);
  await pass(server, 120);
  expect(tab.client.getState()).toMatchObject({ status: 'anonymous', reason: 'session_revoked', degraded: false });
  expect(listener).toHaveBeenCalledTimes(1);
  expect(server.count(token)).toBe(2);
});

describe('a request that hangs on a dead connection', () => {
  test.each(['online', 'focus', 'visibilitychange'])('is repeated within a second of %s', async (type) => {
    const { tab, server } = await openSignedIn();
    server.pass(400);
    goDown(server, silence);
    const waiting = tab.client.getAccessToken();
    await pass(server, 5);
    comeBack(server);
    tab.happen(type);
    await pass(server, 0.1);
    expect(await waiting).toMatch(/^ey/);
    expect(tab.client.getState().degraded).toBe(false);
    expect(server.count(token)).toBe(2);
    expect(server.requests(token)[0]?.signal?.aborted).toBe(true);
  });

  test('has a second first, however often the user switches tabs', async () => {
    const { tab, server } = await openSignedIn();
    server.pass(400);
    goDown(server, silence);
    tab.client.getAccessToken().catch(() => undefined);
    for (let times = 0; times < 50; times += 1) {
      tab.happen('focus');
      await pass(server, 0.1);
    }
    expect(server.count(token)).toBeGreaterThanOrEqual(4);
    expect(server.count(token)).toBeLessThanOrEqual(6);
  });

  test('may be the attempt that ends an outage', async () => {
    const { tab, server } = await openSignedIn();
    server.pass(400);
    goDown(server, silence);
    tab.client.getAccessToken().catch(() => undefined);
    await pass(server, 17);
    expect(tab.client.getState().degraded).toBe(true);
    const tries = server.count(token);
    comeBack(server);
    tab.happen('online');
    await pass(server, 1);
    expect(tab.client.getState().degraded).toBe(false);
    expect(server.count(token)).toBe(tries + 1);
  });

  test('may be the request for the CSRF token', async () => {
    const { openTab, server } = openBrowser({ readableCookie: false });
    server.plan('/users/csrf/', silence);
    const tab = openTab();
    void tab.client.restore();
    await pass(server, 5);
    expect(server.count('/users/csrf/')).toBe(1);
    tab.happen('online');
    await pass(server, 0.1);
    expect(tab.client.getState().status).toBe('authenticated');
  });

  test('in one of five tabs is repeated for all of them', async () => {
    const { tabs, server } = await openSignedIn(5);
    server.pass(400);
    goDown(server, silence);
    const waiting = tabs.map(({ client }) => client.getAccessToken());
    await pass(server, 5);
    comeBack(server);
    for (const tab of tabs) tab.happen('online');
    await pass(server, 0.5);
    expect(new Set(await Promise.all(waiting)).size).toBe(1);
    expect(server.count(token)).toBe(2);
  });
});

test('the last seconds of a token are used when no new one can be obtained', async () => {
  const { tab, server } = await openSignedIn();
  server.pass(297);
  goDown(server);
  expect((await tab.client.fetch('/api/')).status).toBe(200);
  expect(server.count(token)).toBe(1);
  expect(tab.client.getState().degraded).toBe(true);
  expect((await tab.client.fetch('/api/')).status).toBe(200);
  server.pass(4);
  await expect(tab.client.fetch('/api/')).rejects.toMatchObject({ code: 'network_error' });
});
