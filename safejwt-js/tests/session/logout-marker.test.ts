import { expect, test } from 'vitest';
import { findPlatform } from '../../src/browser/platform.js';
import { createLogoutMarker } from '../../src/session/logout-marker.js';

const name = () => 'safejwt https://app.example/users/';
const unreadable = () => undefined;

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
  const [one, other] = [createLogoutMarker(storage, name, unreadable), createLogoutMarker(storage, name, unreadable)];
  const ofAnotherApi = createLogoutMarker(storage, () => 'safejwt https://other.example/users/', unreadable);
  one.set();
  expect([other.isSet(), ofAnotherApi.isSet()]).toEqual([true, false]);
  other.remove();
  expect([one.isSet(), storage.items.size]).toEqual([false, 0]);
});

test.each([
  ['the same session', ['session-hint=1a2b3c4d'], true],
  ['the same session beside that of another project', ['session-hint-shop=99999999', 'session-hint=1a2b3c4d'], true],
  ['another session', ['session-hint=99999999'], false],
  ['no session', null, true],
  ['cookies that cannot be read', undefined, true],
])('it is about one session: with %s afterwards it is set or not', (_, later, isSet) => {
  const storage = createStorage();
  let hints: readonly string[] | null | undefined = ['session-hint=1a2b3c4d'];
  const marker = createLogoutMarker(storage, name, () => hints);
  marker.set();
  expect([...storage.items.values()]).toEqual(['session-hint=1a2b3c4d']);
  hints = later;
  expect(marker.isSet()).toBe(isSet);
});

const refuse = () => {
  throw new DOMException('denied', 'SecurityError');
};

test.each([
  ['no storage', null],
  ['a blocked storage', { getItem: refuse, setItem: refuse, removeItem: refuse }],
  ['a full storage', { ...createStorage(), setItem: refuse }],
])('with %s, the page remembers for itself', (_, storage) => {
  const marker = createLogoutMarker(storage, name, unreadable);
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
