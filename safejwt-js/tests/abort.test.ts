import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { abortable, withDeadline } from '../src/abort.js';

const never = () => new Promise<never>(() => undefined);

describe('abortable', () => {
  test('is the work itself without a signal', async () => {
    expect(await abortable(Promise.resolve(1), undefined)).toBe(1);
  });

  test("rejects with the signal's reason, before or during the work", async () => {
    const controller = new AbortController();
    const waiting = abortable(never(), controller.signal);
    controller.abort('enough');
    await expect(waiting).rejects.toBe('enough');
    await expect(abortable(never(), controller.signal)).rejects.toBe('enough');
  });

  test('a failure of abandoned work is nobody’s uncaught error', async () => {
    const failing = Promise.reject(new Error('late'));
    await expect(abortable(failing, AbortSignal.abort('enough'))).rejects.toBe('enough');
  });
});

describe('withDeadline', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  test('rejects with a timeout and aborts the work', async () => {
    let seen: AbortSignal | undefined;
    const waiting = withDeadline(1000, undefined, (signal) => {
      seen = signal;
      return never();
    });
    const outcome = expect(waiting).rejects.toMatchObject({ code: 'timeout' });
    await vi.advanceTimersByTimeAsync(1000);
    await outcome;
    expect(seen?.aborted).toBe(true);
  });

  test('passes on an abort from outside', async () => {
    const controller = new AbortController();
    const waiting = withDeadline(1000, controller.signal, never);
    controller.abort('enough');
    await expect(waiting).rejects.toBe('enough');
  });

  test('does not start after an abort', async () => {
    const work = vi.fn(never);
    await expect(withDeadline(1000, AbortSignal.abort('enough'), work)).rejects.toBe('enough');
    expect(work).not.toHaveBeenCalled();
  });

  test('leaves no timer behind', async () => {
    expect(await withDeadline(1000, undefined, async () => 1)).toBe(1);
    expect(vi.getTimerCount()).toBe(0);
  });
});
