import { expect, test } from 'vitest';
import { findPlatform } from '../../src/browser/platform.js';
import { createLogoutMarker } from '../../src/session/logout-marker.js';

const name = () => 'safejwt https://app.example/users/';

function createStorage() {
  const items = new Map<string, string>();
  return {
    items,
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => void items.set(key, value),
    removeItem: (key: string) => void items.delete(key),
  };
}

test('pages that share a storage share the marker of one API', () => {
  const storage = createStorage();
  const [one, other] = [createLogoutMarker(storage, name), createLogoutMarker(storage, name)];
  const ofAnotherApi = createLogoutMarker(storage, () => 'safejwt https://other.example/users/');
  one.set();
  expect([other.isSet(), ofAnotherApi.isSet()]).toEqual([true, false]);
  other.remove();
  expect([one.isSet(), storage.items.size]).toEqual([false, 0]);
});

const refuse = () => {
  throw new DOMException('denied', 'SecurityError');
};

test.each([
  ['no storage', null],
  ['a blocked storage', { getItem: refuse, setItem: refuse, removeItem: refuse }],
  ['a full storage', { ...createStorage(), setItem: refuse }],
])('with %s, the page remembers for itself', (_, storage) => {
  const marker = createLogoutMarker(storage, name);
  expect(marker.isSet()).toBe(false);
  marker.set();
  expect(marker.isSet()).toBe(true);
  marker.remove();
  expect(marker.isSet()).toBe(false);
});

test('a page whose storage is blocked has none', () => {
  Object.assign(globalThis, {
    window: {
      navigator: {},
      get localStorage() {
        return refuse();
      },
    },
  });
  try {
    expect(findPlatform({}).storage).toBeNull();
  } finally {
    Reflect.deleteProperty(globalThis, 'window');
  }
});
