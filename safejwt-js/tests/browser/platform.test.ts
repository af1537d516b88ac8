import { expect, test, vi } from 'vitest';
import { systemClocks } from '../../src/browser/clock.js';
import { findPlatform } from '../../src/browser/platform.js';

class FakeEventTarget {}
class PageChannel extends FakeEventTarget {
  readonly name: string;
  constructor(name: string) {
    super();
    this.name = name;
  }
}

function openWindow(properties: object = {}) {
  const window = { navigator: { locks: 'locks' }, BroadcastChannel: PageChannel, ...properties };
  vi.stubGlobal('window', window);
  vi.stubGlobal('EventTarget', FakeEventTarget);
  return window;
}

test("a browser's page is used as it is", () => {
  const window = openWindow();
  const { locks, channel, page, clocks, random } = findPlatform({});
  expect(locks).toBe('locks');
  expect(channel?.('name')).toBeInstanceOf(PageChannel);
  expect(channel?.('name')).toMatchObject({ name: 'name' });
  expect(page).toBe(window);
  expect(clocks).toBe(systemClocks);
  expect(random).toBe(Math.random);
});

test('a browser may lack locks and channels', () => {
  openWindow({ navigator: {}, BroadcastChannel: undefined });
  expect(findPlatform({})).toMatchObject({ locks: null, channel: null });
});

test("jsdom's page with Node's channel has none, or the tests of one process would be each other's tabs", () => {
  openWindow({ BroadcastChannel });
  expect(findPlatform({}).channel).toBeNull();
});

test('a server has nothing of a page', () => {
  expect(findPlatform({})).toMatchObject({ locks: null, channel: null, page: null });
});

test('what the app gives comes first, none included', () => {
  openWindow();
  const now = () => 0;
  expect(findPlatform({ now, locks: null, channel: null, page: null })).toMatchObject({
    clocks: [now],
    locks: null,
    channel: null,
    page: null,
  });
});
