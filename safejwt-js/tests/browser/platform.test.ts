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

test("a browser's own page, locks and channels are used", () => {
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

test("Node's channel is not used in a jsdom page, where it would connect all tests of a process", () => {
  openWindow({ BroadcastChannel });
  expect(findPlatform({}).channel).toBeNull();
});

test('a server has no page, locks or channels', () => {
  expect(findPlatform({})).toMatchObject({ locks: null, channel: null, page: null });
});

test("the app's options come first, null included", () => {
  openWindow();
  const now = () => 0;
  expect(findPlatform({ now, locks: null, channel: null, page: null })).toMatchObject({
    clocks: [now],
    locks: null,
    channel: null,
    page: null,
  });
});
