import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { systemTimers } from '../../src/browser/clock.js';
import { createWebLock } from '../../src/browser/web-lock.js';
import { TestLocks } from '../../testing/locks.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function open(locks: TestLocks | null = new TestLocks()) {
  const page = new EventTarget();
  return { locks, page, lock: createWebLock({ locks, page, timers: systemTimers }, () => 'name', 1_000) };
}

const never = () => new Promise<never>(() => undefined);
const { signal } = new AbortController();

describe('the work', () => {
  test('runs at once if the lock is free, and releases it afterwards', async () => {
    const { lock, locks } = open();
    const work = vi.fn(async () => [...(locks?.held ?? [])]);
    expect(await lock(signal, work)).toEqual(['name']);
    expect(work).toHaveBeenCalledExactlyOnceWith(false);
    await vi.advanceTimersByTimeAsync(0);
    expect(locks?.held.size).toBe(0);
  });

  test('releases the lock when it fails, too', async () => {
    const { lock, locks } = open();
    await expect(lock(signal, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    await vi.advanceTimersByTimeAsync(0);
    expect(locks?.held.size).toBe(0);
  });

  test('waits for the work of another tab, and learns that it waited', async () => {
    const { lock } = open();
    const order: unknown[] = [];
    const first = lock(signal, async () => {
      await vi.advanceTimersByTimeAsync(500);
      order.push('first');
    });
    const second = lock(signal, async (waited) => order.push(waited));
    await Promise.all([first, second]);
    expect(order).toEqual(['first', true]);
  });

  test.each([
    ['when its patience ends', () => vi.advanceTimersByTimeAsync(1_000)],
    ['when its epoch ends', (ended: AbortController) => Promise.resolve(ended.abort())],
    [
      'when the page is left',
      (_: unknown, page: EventTarget) => Promise.resolve(page.dispatchEvent(new Event('pagehide'))),
    ],
    [
      'when the page is frozen',
      (_: unknown, page: EventTarget) => Promise.resolve(page.dispatchEvent(new Event('freeze'))),
    ],
  ])('continues without the lock %s', async (_name, cause) => {
    const { lock, locks, page } = open();
    void locks?.request('name', never);
    const work = vi.fn(async () => 'done');
    const ended = new AbortController();
    const waiting = lock(ended.signal, work);
    await vi.advanceTimersByTimeAsync(999);
    expect(work).not.toHaveBeenCalled();
    await cause(ended, page);
    expect(await waiting).toBe('done');
    expect(work).toHaveBeenCalledExactlyOnceWith(true);
  });

  test('of an ended epoch does not wait', async () => {
    const { lock, locks } = open();
    void locks?.request('name', never);
    expect(await lock(AbortSignal.abort(), async () => 'done')).toBe('done');
  });

  test('runs without locks where they are missing or refused', async () => {
    expect(await open(null).lock(signal, async (waited) => waited)).toBe(false);
    const refusing = {
      request: () => Promise.reject(new DOMException('No.', 'SecurityError')),
    } as unknown as TestLocks;
    expect(await open(refusing).lock(signal, async () => 'done')).toBe('done');
  });

  test('leaves the queue when it continues without the lock', async () => {
    const { lock, locks } = open();
    let release = () => {};
    void locks?.request('name', () => new Promise<void>((resolve) => (release = resolve)));
    const waiting = lock(signal, async () => 'done');
    await vi.advanceTimersByTimeAsync(1_000);
    await waiting;
    release();
    await vi.advanceTimersByTimeAsync(0);
    expect(locks?.held.size).toBe(0);
  });
});

test('the lock leaves no listener and no timer behind', async () => {
  const { lock, page } = open();
  const added = vi.spyOn(page, 'addEventListener');
  const removed = vi.spyOn(page, 'removeEventListener');
  await lock(signal, async () => undefined);
  expect(added).toHaveBeenCalledTimes(2);
  expect(removed.mock.calls).toEqual(added.mock.calls);
  expect(vi.getTimerCount()).toBe(0);
});
