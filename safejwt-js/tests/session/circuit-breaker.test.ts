import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { systemTimers } from '../../src/browser/clock.js';
import { AuthError } from '../../src/errors.js';
import { createCircuitBreaker } from '../../src/session/circuit-breaker.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const error = new AuthError('network_error');

function createBreaker(clock: () => number, random: number, onPauseEnd: (() => void) | null) {
  return createCircuitBreaker({ clocks: [clock], random: () => random, timers: systemTimers }, onPauseEnd);
}

function open(random = 1) {
  const over = vi.fn();
  return { over, breaker: createBreaker(() => performance.now(), random, over) };
}

/** Returns the seconds until the next attempt is allowed. */
async function pauseAfter(breaker: ReturnType<typeof open>['breaker']): Promise<number> {
  for (let tenths = 0; ; tenths += 1) {
    try {
      breaker.check();
      return tenths / 10;
    } catch (thrown) {
      expect(thrown).toBeInstanceOf(AuthError);
      await vi.advanceTimersByTimeAsync(100);
    }
  }
}

async function pauses(breaker: ReturnType<typeof open>['breaker'], count: number): Promise<number[]> {
  const seconds: number[] = [];
  for (let at = 0; at < count; at += 1) {
    breaker.trip(error);
    seconds.push(await pauseAfter(breaker));
  }
  return seconds;
}

test('nothing is refused before a failure', () => {
  expect(() => open().breaker.check()).not.toThrow();
});

test('the pauses double up to a minute', async () => {
  expect(await pauses(open().breaker, 9)).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60]);
});

test('the jitter shortens a pause by up to half', async () => {
  expect(await pauses(open(0).breaker, 4)).toEqual([0.5, 1, 2, 4]);
});

test('callers receive the last failure during the pause', () => {
  const { breaker } = open();
  breaker.trip(new AuthError('timeout'));
  breaker.trip(error);
  expect(() => breaker.check()).toThrow(error);
});

test('a pause that the server requests comes first', async () => {
  const { breaker } = open();
  breaker.trip(new AuthError('throttled', { retryAfter: 30 }));
  expect(await pauseAfter(breaker)).toBe(31);
});

test('a pause of a day is cut to five minutes', async () => {
  const { breaker } = open();
  breaker.trip(new AuthError('service_unavailable', { retryAfter: 86_400 }));
  expect(await pauseAfter(breaker)).toBe(301);
});

test('a response resets the pauses', async () => {
  const { breaker, over } = open();
  await pauses(breaker, 5);
  over.mockClear();
  breaker.trip(error);
  breaker.reset();
  expect(() => breaker.check()).not.toThrow();
  await vi.advanceTimersByTimeAsync(100_000);
  expect(over).not.toHaveBeenCalled();
  expect(await pauses(breaker, 2)).toEqual([1, 2]);
});

describe('a pause that is shortened', () => {
  test('ends that long after the failure', async () => {
    const { breaker, over } = open();
    await pauses(breaker, 6);
    breaker.trip(error);
    over.mockClear();
    await vi.advanceTimersByTimeAsync(200);
    breaker.shorten(1_000);
    await vi.advanceTimersByTimeAsync(790);
    expect(over).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(10);
    expect(over).toHaveBeenCalledTimes(1);
    expect(() => breaker.check()).not.toThrow();
  });

  test('is never extended', async () => {
    const { breaker } = open(0);
    breaker.trip(error);
    breaker.shorten(10_000);
    expect(await pauseAfter(breaker)).toBe(0.5);
  });

  test('stays as long as the server has requested', async () => {
    const { breaker } = open();
    breaker.trip(new AuthError('throttled', { retryAfter: 30 }));
    breaker.shorten(0);
    expect(await pauseAfter(breaker)).toBe(30);
  });
});

test('the end of a pause is reported once, even if the timer fires early', async () => {
  let now = 0;
  const over = vi.fn();
  const breaker = createBreaker(() => now, 1, over);
  breaker.trip(error);
  now = 998;
  await vi.advanceTimersByTimeAsync(1_001);
  expect(over).not.toHaveBeenCalled();
  now = 1_000;
  await vi.advanceTimersByTimeAsync(3);
  expect(over).toHaveBeenCalledTimes(1);
  await vi.advanceTimersByTimeAsync(100_000);
  expect(over).toHaveBeenCalledTimes(1);
});

test('without a callback there is no timer', () => {
  const breaker = createBreaker(() => 0, 1, null);
  breaker.trip(error);
  expect(vi.getTimerCount()).toBe(0);
});

test('a pause that has not begun cannot be shortened into one', () => {
  const { breaker } = open();
  breaker.shorten(0);
  expect(vi.getTimerCount()).toBe(0);
});
