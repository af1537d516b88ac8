import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { openBrowser, openSignedInBrowser, type Tab } from '../support/browser.js';
import { networkError, people } from '../support/fake-server.js';

const token = '/users/token/';
const persisted = { persisted: true };

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

async function open(count = 1) {
  const opening = openSignedInBrowser(count);
  await vi.advanceTimersByTimeAsync(1_000);
  const browser = await opening;
  const [tab, other] = browser.tabs as [Tab, Tab];
  return { ...browser, tab, other };
}

async function visit() {
  const browser = openBrowser({ remembered: null });
  browser.server.visit();
  return { ...browser, browser: browser.server.browser };
}

async function settleAfter(work: Promise<unknown>): Promise<void> {
  await vi.advanceTimersByTimeAsync(1_000);
  await work;
}

test('a restored page shows no user until the client knows who is signed in, from the event on', async () => {
  const { tab, server } = await open();
  const seen: string[] = [];
  tab.client.subscribe(() => {
    const { status, user } = tab.client.getState();
    seen.push(`${status} ${user?.username}`);
  });
  tab.happen('pagehide', persisted);
  tab.happen('pageshow', persisted);
  expect(seen).toEqual(['unknown undefined']);
  await vi.advanceTimersByTimeAsync(200);
  expect(seen).toEqual(['unknown undefined', 'authenticated ada']);
  expect(server.count(token)).toBe(1);
});

test('a page restored after a logout elsewhere is signed out', async () => {
  const { tab, other } = await open(2);
  const seen: unknown[] = [];
  tab.happen('pagehide', persisted);
  void other.client.logout();
  await vi.advanceTimersByTimeAsync(200);
  tab.client.subscribe(() => seen.push(tab.client.getState().user));
  tab.happen('pageshow', persisted);
  await vi.advanceTimersByTimeAsync(200);
  expect(seen).toEqual([null, null]);
  expect(tab.client.getState()).toMatchObject({ status: 'anonymous' });
});

test('a page restored after the login of a different user adopts it without a request', async () => {
  const { tab, other, server } = await open(2);
  tab.happen('pagehide', persisted);
  void other.client.login({ username: 'bob', password: 'right' });
  await vi.advanceTimersByTimeAsync(200);
  tab.happen('pageshow', persisted);
  await vi.advanceTimersByTimeAsync(10);
  expect(tab.client.getState()).toMatchObject({ status: 'authenticated', user: people.bob });
  expect(server.count(token)).toBe(0);
});

test('no earlier request is repeated for a different user', async () => {
  const { tab, server } = await open();
  const held = server.hold('/api/');
  const request = expect(tab.client.fetch('/api/', { method: 'DELETE' })).rejects.toMatchObject({ code: 'superseded' });
  await held.arrived;
  tab.happen('pagehide', persisted);
  server.endAllSessions();
  tab.happen('pageshow', persisted);
  held.release();
  await vi.advanceTimersByTimeAsync(200);
  await request;
  expect(server.count('/api/')).toBe(1);
});

test('without the network the state stays unknown, and the client tries again', async () => {
  const { tab, server } = await open();
  tab.happen('pagehide', persisted);
  server.plan(token, networkError);
  tab.happen('pageshow', persisted);
  await vi.advanceTimersByTimeAsync(150);
  expect(tab.client.getState()).toMatchObject({ status: 'unknown', degraded: true });
  tab.happen('online');
  server.pass(1);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(tab.client.getState()).toMatchObject({ status: 'authenticated' });
});

test('the login page of a visitor does not change, and learns of a login elsewhere', async () => {
  const { tab, other, server } = await open(2);
  void tab.client.logout();
  await vi.advanceTimersByTimeAsync(200);
  tab.happen('pagehide', persisted);
  server.pass(1);
  void other.client.login({ username: 'bob', password: 'right' });
  await vi.advanceTimersByTimeAsync(200);
  tab.happen('pageshow', persisted);
  expect(tab.client.getState().status).toBe('anonymous');
  await vi.advanceTimersByTimeAsync(10);
  expect(tab.client.getState()).toMatchObject({ user: people.bob });
  expect(server.count(token)).toBe(0);
});

test('a page in the cache has no open channel, and an ordinary pageshow changes nothing', async () => {
  const { tab, channels } = await open();
  const state = tab.client.getState();
  tab.happen('pagehide', persisted);
  expect(channels.count).toBe(0);
  tab.happen('pageshow', persisted);
  expect(channels.count).toBe(1);
  await vi.advanceTimersByTimeAsync(200);
  tab.happen('pageshow', { persisted: false });
  expect(tab.client.getState()).toEqual(state);
});

test('a visitor’s page learns of a session that began while it was in the cache from a newer tab', async () => {
  const { openTab, server, browser } = await visit();
  const early = openTab();
  await settleAfter(early.client.restore());
  early.happen('pagehide', persisted);
  const short = openTab();
  server.pass(1);
  await settleAfter(short.client.login({ username: 'ada', password: 'right' }));
  short.happen('pagehide');
  short.client.dispose();
  const late = openTab();
  await settleAfter(late.client.restore());
  early.happen('pageshow', persisted);
  await vi.advanceTimersByTimeAsync(10);
  for (const { client } of [early, late]) expect(client.getState()).toMatchObject({ status: 'authenticated' });
  expect(browser.locks.held.size).toBe(0);
});
