import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { openBrowser, openSignedInBrowser, type Tab } from '../support/browser.js';
import { failing, networkError, people } from '../support/fake-server.js';

const token = '/users/token/';
const logout = '/users/logout/';
const unconfirmed = { status: 'anonymous', user: null, reason: 'signed_out', degraded: true };
const confirmed = { ...unconfirmed, degraded: false };
const marker = 'safejwt https://app.example/users/ logout';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

type Server = Awaited<ReturnType<typeof openSignedInBrowser>>['server'];

/** Lets time pass for the timers and for the server. */
async function pass(server: Server, seconds: number): Promise<void> {
  for (let second = 0; second < seconds; second++) {
    server.pass(1);
    await vi.advanceTimersByTimeAsync(1_000);
  }
}

/** A browser in which the first of `count` tabs has logged out while the server could not be reached. */
async function open(count = 1, answer: Parameters<Server['plan']>[1] = networkError) {
  const opening = openSignedInBrowser(count);
  await vi.advanceTimersByTimeAsync(1_000);
  const browser = await opening;
  const [tab, other] = browser.tabs as [Tab, Tab];
  browser.server.network.answer(logout, answer, Number.POSITIVE_INFINITY);
  const leaving = expect(tab.client.logout()).rejects.toMatchObject({ name: 'AuthError' });
  await vi.advanceTimersByTimeAsync(100);
  await leaving;
  const comeBack = () => browser.server.network.heal(logout);
  return { ...browser, tab, other, comeBack };
}

test.each([
  ['network_error', networkError],
  ['service_unavailable', failing(503, 'service_unavailable')],
  ['server_error', failing(500, 'server_error')],
  ['throttled', failing(429, 'throttled')],
])('after %s, all tabs know that the session still exists, and why', async (code, answer) => {
  const { tabs, server } = await open(3, answer);
  for (const { client } of tabs) {
    expect(client.getState()).toEqual(unconfirmed);
    expect(client.getFailure()).toMatchObject({ code });
    expect(await client.getAccessToken()).toBeNull();
  }
  expect(server.hasRefreshCookie()).toBe(true);
});

test('it is completed by itself, once, in all tabs', async () => {
  const { tabs, server, comeBack } = await open(3);
  comeBack();
  server.received.length = 0;
  await pass(server, 3);
  for (const { client } of tabs) {
    expect(client.getState()).toEqual(confirmed);
    expect(client.getFailure()).toBeNull();
  }
  expect(server.count(logout)).toBe(1);
  expect(server.hasRefreshCookie()).toBe(false);
});

test('also in a hidden tab', async () => {
  const { tab, server, comeBack } = await open();
  Object.assign(document, { visibilityState: 'hidden' });
  comeBack();
  await pass(server, 3);
  expect(tab.client.getState()).toEqual(confirmed);
});

test('as soon as the network is back', async () => {
  const { tab, server, comeBack } = await open();
  await pass(server, 300);
  comeBack();
  tab.happen('online');
  await pass(server, 1);
  expect(tab.client.getState()).toEqual(confirmed);
});

test('a call completes it at once, and the state stays as it is until then', async () => {
  const { tab, other, comeBack } = await open(2);
  comeBack();
  const leaving = other.client.logout();
  expect(other.client.getState()).toEqual(unconfirmed);
  await vi.advanceTimersByTimeAsync(100);
  await leaving;
  for (const { client } of [tab, other]) expect(client.getState()).toEqual(confirmed);
});

describe('the next page', () => {
  test('completes it instead of restoring the session', async () => {
    const { tab, server, openTab, comeBack } = await open();
    tab.happen('pagehide');
    tab.client.dispose();
    comeBack();
    server.received.length = 0;
    const next = openTab();
    const restoring = next.client.restore();
    await pass(server, 1);
    expect(await restoring).toEqual(confirmed);
    expect([server.count(token), server.count(logout)]).toEqual([0, 1]);
    expect(server.hasRefreshCookie()).toBe(false);
  });

  test('knows that the session still exists, and tries again', async () => {
    const { tab, server, openTab, comeBack } = await open();
    tab.happen('pagehide');
    tab.client.dispose();
    const next = openTab();
    const restoring = next.client.restore();
    await pass(server, 1);
    expect(await restoring).toEqual(unconfirmed);
    comeBack();
    await pass(server, 3);
    expect(next.client.getState()).toEqual(confirmed);
    expect(server.count(token)).toBe(0);
  });

  test('sends nothing if the logout was completed while no page was open', async () => {
    const { tab, server, openTab, comeBack } = await open();
    tab.happen('pagehide');
    tab.client.dispose();
    comeBack();
    clearCookies(server);
    server.received.length = 0;
    const next = openTab();
    const restoring = next.client.restore();
    await pass(server, 1);
    expect(await restoring).toMatchObject({ status: 'anonymous', reason: 'not_signed_in', degraded: false });
    expect(server.received).toEqual([]);
    expect(server.browser.options.storage?.getItem(marker)).toBeNull();
  });

  test('does not log out a session that has begun without the client', async () => {
    const { tab, server, openTab, comeBack } = await open();
    tab.happen('pagehide');
    tab.client.dispose();
    comeBack();
    server.remember('bob');
    server.received.length = 0;
    const next = openTab();
    const restoring = next.client.restore();
    await pass(server, 1);
    expect(await restoring).toMatchObject({ status: 'authenticated', user: people.bob });
    expect(server.count(logout)).toBe(0);
  });

  test('does not overtake a logout that is on its way', async () => {
    const { server, tabs, openTab } = await openSignedIn();
    const [tab] = tabs as [Tab];
    const held = server.hold(logout);
    void tab.client.logout().catch(() => undefined);
    await held.arrived;
    tab.happen('pagehide');
    const next = openTab();
    const restoring = next.client.restore();
    await pass(server, 1);
    expect(await restoring).toMatchObject({ status: 'anonymous', user: null });
    expect(server.count(token)).toBe(0);
    held.release();
    await pass(server, 1);
    expect(server.hasRefreshCookie()).toBe(false);
  });
});

describe('the back/forward cache', () => {
  test('a page from it completes the logout too', async () => {
    const { tab, other, server, comeBack } = await open(2);
    tab.happen('pagehide', { persisted: true });
    other.client.dispose();
    comeBack();
    tab.happen('pageshow', { persisted: true });
    await pass(server, 1);
    expect(tab.client.getState()).toEqual(confirmed);
    expect(server.count(token)).toBe(0);
  });

  test('a visitor’s page from it knows a logout that failed meanwhile', async () => {
    const { server, openTab } = openBrowser({ remembered: null });
    server.visit();
    const early = openTab();
    const restoring = early.client.restore();
    await pass(server, 1);
    await restoring;
    early.happen('pagehide', { persisted: true });
    const late = openTab();
    const login = late.client.login({ username: 'ada', password: 'right' });
    await pass(server, 1);
    await login;
    server.network.answer(logout, networkError, Number.POSITIVE_INFINITY);
    const leaving = late.client.logout().catch(() => undefined);
    await pass(server, 1);
    await leaving;
    early.happen('pageshow', { persisted: true });
    await pass(server, 1);
    expect(early.client.getState()).toEqual(unconfirmed);
  });
});

test('a login in any tab replaces it, and the new session is not logged out', async () => {
  const { tab, other, server, comeBack } = await open(2);
  comeBack();
  const login = other.client.login({ username: 'bob', password: 'right' });
  await vi.advanceTimersByTimeAsync(100);
  await login;
  server.received.length = 0;
  await pass(server, 120);
  tab.happen('online');
  await pass(server, 2);
  for (const { client } of [tab, other])
    expect(client.getState()).toMatchObject({ status: 'authenticated', user: people.bob, degraded: false });
  expect(server.count(logout)).toBe(0);
});

test('a login in the same tab waits for the repetition, and is heard in the other tabs', async () => {
  const { tab, other, server, comeBack } = await open(2);
  comeBack();
  const held = server.hold(logout);
  const leaving = tab.client.logout();
  await held.arrived;
  const login = tab.client.login({ username: 'bob', password: 'right' });
  await vi.advanceTimersByTimeAsync(100);
  held.release();
  await vi.advanceTimersByTimeAsync(100);
  await Promise.all([leaving, login]);
  await pass(server, 5);
  for (const { client } of [tab, other]) expect(client.getState()).toMatchObject({ user: people.bob });
});

test('nothing is unconfirmed when only the response of the logout was lost', async () => {
  const { server, tabs } = await openSignedIn();
  const [tab] = tabs as [Tab];
  server.network.answer(logout, async (request, serve) => {
    await serve(request);
    clearCookies(server);
    throw new TypeError('Failed to fetch');
  });
  const leaving = tab.client.logout();
  await vi.advanceTimersByTimeAsync(100);
  await leaving;
  expect(tab.client.getState()).toEqual(confirmed);
});

test('a tab without a session that logs out marks nothing', async () => {
  const { server, openTab } = openBrowser({ remembered: null });
  const tab = openTab();
  const restoring = tab.client.restore();
  await pass(server, 1);
  await restoring;
  server.network.answer(logout, networkError);
  const leaving = expect(tab.client.logout()).rejects.toMatchObject({ code: 'network_error' });
  await pass(server, 1);
  await leaving;
  expect(tab.client.getState().degraded).toBe(false);
  expect(server.browser.options.storage?.getItem(marker)).toBeNull();
});

test('the marker holds no secret, and is gone once the logout is confirmed', async () => {
  const { server, comeBack } = await open();
  expect(server.browser.options.storage?.getItem(marker)).toBe(
    `session-hint=${server.browser.cookies.get('session-hint')}`,
  );
  comeBack();
  await pass(server, 3);
  expect(server.browser.options.storage?.getItem(marker)).toBeNull();
});

test('without a storage, the tab itself completes it', async () => {
  const opening = openSignedInBrowser(1, { client: { storage: null } });
  await vi.advanceTimersByTimeAsync(1_000);
  const { tabs, server } = await opening;
  const [tab] = tabs as [Tab];
  server.plan(logout, networkError);
  const leaving = tab.client.logout().catch(() => undefined);
  await vi.advanceTimersByTimeAsync(100);
  await leaving;
  expect(tab.client.getState()).toEqual(unconfirmed);
  await pass(server, 3);
  expect(tab.client.getState()).toEqual(confirmed);
});

function clearCookies({ browser: { cookies } }: Server): void {
  for (const name of cookies.all().keys()) cookies.set(name, null);
}

async function openSignedIn() {
  const opening = openSignedInBrowser(1);
  await vi.advanceTimersByTimeAsync(1_000);
  return opening;
}
