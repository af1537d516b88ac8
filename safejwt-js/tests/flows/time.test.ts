import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { systemTimers } from '../../src/browser/clock.js';
import type { Timers } from '../../src/types.js';
import { openBrowser, openSignedInBrowser } from '../support/browser.js';

const token = '/users/token/';
const day = 86_400;

beforeEach(() => void vi.useFakeTimers({ toFake: ['Date', 'performance', 'setTimeout', 'clearTimeout'] }));
afterEach(() => void vi.useRealTimers());

/** Five tabs that use the device's clocks, as in a browser. */
async function open() {
  const opening = openSignedInBrowser(5, { client: { now: undefined } as never });
  await vi.advanceTimersByTimeAsync(1_000);
  return opening;
}

/** Runs an action in all tabs. */
async function wake({ tabs, server }: Awaited<ReturnType<typeof open>>): Promise<number[]> {
  const answers = Promise.all(tabs.map(({ client }) => client.fetch('/api/')));
  await vi.advanceTimersByTimeAsync(1_000);
  const statuses = (await answers).map(({ status }) => status);
  server.count(token);
  return statuses;
}

describe('five tabs', () => {
  test("refresh early, once, by the server's expiresIn", async () => {
    const browser = await open();
    await vi.advanceTimersByTimeAsync(296_000);
    browser.server.pass(297);
    expect(await wake(browser)).toEqual(Array(5).fill(200));
    expect(browser.server.count(token)).toBe(1);
    expect(browser.server.count('/api/')).toBe(5);
  });

  test('wake from eight hours of sleep with one request', async () => {
    const browser = await open();
    vi.setSystemTime(Date.now() + 8 * 3_600_000);
    browser.server.pass(8 * 3_600);
    expect(await wake(browser)).toEqual(Array(5).fill(200));
    expect(browser.server.count(token)).toBe(1);
    expect(browser.server.count('/api/')).toBe(5);
  });

  test.each([
    ['a day ahead', day, 1],
    ['a day back', -day, 0],
  ])("continue when the device's time is set %s", async (_name, seconds, requests) => {
    const browser = await open();
    vi.setSystemTime(Date.now() + seconds * 1000);
    expect(await wake(browser)).toEqual(Array(5).fill(200));
    expect(browser.server.count(token)).toBe(requests);
    // And again when its token has expired.
    await vi.advanceTimersByTimeAsync(300_000);
    browser.server.pass(302);
    expect(await wake(browser)).toEqual(Array(5).fill(200));
    expect(browser.server.count(token)).toBe(requests + 1);
  });

  test('set back a day, then log out and in: the last action counts in all of them', async () => {
    const { tabs } = await open();
    const [first, second] = tabs;
    vi.setSystemTime(Date.now() - day * 1000);
    const leaving = first?.client.logout();
    await vi.advanceTimersByTimeAsync(100);
    await leaving;
    for (const { client } of tabs) expect(client.getState().status).toBe('anonymous');
    const login = second?.client.login({ username: 'bob', password: 'right' });
    await vi.advanceTimersByTimeAsync(100);
    await login;
    for (const { client } of tabs) expect(client.getState().user?.username).toBe('bob');
  });
});

test("a logout in a new tab reaches the tab of the login, even after the device's time was set back", async () => {
  const { openTab, server } = openBrowser({ remembered: null, client: { now: undefined } as never });
  server.visit();
  const old = openTab();
  const login = old.client.login({ username: 'ada', password: 'right' });
  await vi.advanceTimersByTimeAsync(400_000);
  await login;
  server.pass(400);
  vi.setSystemTime(Date.now() - 3_600_000);
  const newcomer = openTab();
  const restored = newcomer.client.restore();
  await vi.advanceTimersByTimeAsync(1_000);
  expect((await restored).status).toBe('authenticated');
  const leaving = newcomer.client.logout();
  await vi.advanceTimersByTimeAsync(1_000);
  await leaving;
  expect(old.client.getState()).toMatchObject({ status: 'anonymous', reason: 'signed_out' });
});

test('a token from another tab keeps its age, however late its message is read', async () => {
  const { openTab, server, channels } = openBrowser({ client: { now: undefined } as never });
  const first = openTab();
  void first.client.restore();
  await vi.advanceTimersByTimeAsync(200);
  // The other tab was frozen: it receives the messages when it wakes up, five minutes later.
  const second = openTab();
  channels.delay = 290_000;
  first.client.setUser({ id: 1, username: 'ada', email: 'new@example.org' });
  channels.delay = 0;
  await vi.advanceTimersByTimeAsync(297_000);
  server.pass(297);
  server.received.length = 0;
  const answer = second.client.fetch('/api/');
  await vi.advanceTimersByTimeAsync(200);
  expect((await answer).status).toBe(200);
  expect(server.received.map(({ url }) => url.pathname)).toEqual([token, '/api/']);
});

/** Timers of a hidden tab: none before the next full second, or minute, as in Chromium. */
function late(milliseconds: number): Timers {
  const due = (wanted: number) => Math.max(1, Math.ceil(wanted / milliseconds)) * milliseconds;
  return {
    setTimeout: (callback, wanted) => systemTimers.setTimeout(callback, due(wanted)),
    clearTimeout: (timer) => systemTimers.clearTimeout(timer),
  };
}

test.each([
  ['a second', 1_000],
  ['a minute', 60_000],
])('tabs with timers %s late cause one refresh per expired token, and no loop', async (_name, lateness) => {
  const { openTab, server } = openBrowser({ client: { now: undefined } as never });
  const seen = openTab();
  const hidden = Array.from({ length: 4 }, () => openTab({ timers: late(lateness) }));
  const tabs = [seen, ...hidden];
  const restored = Promise.all(tabs.map(({ client }) => client.restore()));
  await vi.advanceTimersByTimeAsync(lateness + 1_000);
  await restored;
  server.received.length = 0;
  const rounds = 20;
  for (let round = 0; round < rounds; round += 1) {
    await vi.advanceTimersByTimeAsync(240_000);
    server.pass(300);
    const answers = Promise.all(tabs.map(({ client }) => client.fetch('/api/')));
    await vi.advanceTimersByTimeAsync(60_000);
    expect((await answers).map(({ status }) => status)).toEqual(Array(5).fill(200));
  }
  expect(server.count(token)).toBeLessThanOrEqual(rounds);
  expect(server.count('/api/')).toBeLessThanOrEqual(rounds * 10);
});
