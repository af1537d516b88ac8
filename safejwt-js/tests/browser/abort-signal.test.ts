import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { raceWithAbort, withTimeout } from '../../src/browser/abort-signal.js';

const never = () => new Promise<never>(() => undefined);

describe('raceWithAbort', () => {
  test('is the work itself without a signal', async () => {
    expect(await raceWithAbort(Promise.resolve(1), undefined)).toBe(1);
  });

  test("rejects with the signal's reason, before or during the work", async () => {
    const controller = new AbortController();
    const waiting = raceWithAbort(never(), controller.signal);
    controller.abort('enough');
    await expect(waiting).rejects.toBe('enough');
    await expect(raceWithAbort(never(), controller.signal)).rejects.toBe('enough');
  });

  test('a failure of abandoned work is not an uncaught error', async () => {
    const failing = Promise.reject(new Error('late'));
    await expect(raceWithAbort(failing, AbortSignal.abort('enough'))).rejects.toBe('enough');
  });
});

describe('withTimeout', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  test('aborts with a timeout', async () => {
    const { signal } = withTimeout(1000, undefined);
    await vi.advanceTimersByTimeAsync(999);
    expect(signal.aborted).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(signal.reason).toMatchObject({ code: 'timeout' });
  });

  test('follows an abort from outside, also one that came before', () => {
    const controller = new AbortController();
    const { signal } = withTimeout(1000, controller.signal);
    controller.abort('enough');
    expect(signal.reason).toBe('enough');
    expect(withTimeout(1000, controller.signal).signal.reason).toBe('enough');
    expect(vi.getTimerCount()).toBe(0);
  });

  test('leaves no timer and no listener behind', () => {
    const outer = new AbortController().signal;
    const added = vi.spyOn(outer, 'addEventListener');
    const removed = vi.spyOn(outer, 'removeEventListener');
    withTimeout(1000, outer).end();
    expect(vi.getTimerCount()).toBe(0);
    expect(added).toHaveBeenCalledOnce();
    expect(removed.mock.calls).toEqual(added.mock.calls);
  });
});
