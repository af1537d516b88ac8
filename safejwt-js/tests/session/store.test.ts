import { expect, test, vi } from 'vitest';
import { createStore } from '../../src/session/store.js';

test('listeners are called after a new value, and not after an equal one', () => {
  const store = createStore({ count: 0 });
  const listener = vi.fn();
  store.subscribe(listener);
  const next = { count: 1 };
  store.set(next);
  store.set({ count: 1 });
  expect(store.get()).toBe(next);
  expect(listener).toHaveBeenCalledTimes(1);
});

test('a listener that has unsubscribed is not called, and its second subscription still is', () => {
  const store = createStore({ count: 0 });
  const listener = vi.fn();
  const leave = store.subscribe(listener);
  store.subscribe(listener);
  leave();
  leave();
  store.set({ count: 1 });
  expect(listener).toHaveBeenCalledTimes(1);
});

test('a listener may unsubscribe while it is called', () => {
  const store = createStore({ count: 0 });
  const second = vi.fn();
  const leave = store.subscribe(() => leave());
  store.subscribe(second);
  store.set({ count: 1 });
  expect(second).toHaveBeenCalledTimes(1);
});

test('a listener that throws does not stop the change or the other listeners', () => {
  const report = vi.spyOn(globalThis, 'queueMicrotask').mockImplementation(() => undefined);
  const store = createStore({ count: 0 });
  const second = vi.fn();
  store.subscribe(() => {
    throw new Error('broken component');
  });
  store.subscribe(second);
  store.set({ count: 1 });
  expect(second).toHaveBeenCalledTimes(1);
  expect(() => report.mock.calls[0]?.[0]()).toThrow('broken component');
});
