import { type Clock, stopwatch, systemTimers } from '../browser/clock.js';
import type { AuthError } from '../errors.js';
import type { Timers } from '../types.js';

/** Keeps a server that fails from being asked again and again. */
export interface Breaker {
  /** Throws the last failure again as long as its pause lasts. */
  check(): void;
  /** Begins a pause: longer after each failure, with jitter, and after what the server has asked for in Retry-After. */
  fail(error: AuthError): void;
  /** Shortens the pause to `milliseconds` since the failure; what the server has asked for stays. */
  shorten(milliseconds: number): void;
  /** The server has answered. */
  reset(): void;
}

const shortestMilliseconds = 1_000;
const longestMilliseconds = 60_000;
/** A wrong Retry-After must not keep people out for a day. */
const longestRetryAfterSeconds = 300;

/** `over` is called at the end of each pause; without it there is no timer. */
export function createBreaker(
  clocks: readonly Clock[],
  random: () => number,
  over: (() => void) | null,
  timers: Timers = systemTimers,
): Breaker {
  let failures = 0;
  let failure: AuthError | null = null;
  let asked = 0;
  let pause = 0;
  let elapsed = () => 0;
  let timer: unknown;

  const left = () => (failure ? pause - elapsed() : 0);

  /** Timers and clocks round differently, so a timer may be early. */
  function arm(): void {
    timers.clearTimeout(timer);
    if (over) timer = timers.setTimeout(() => (left() > 0 ? arm() : over()), left());
  }

  return {
    check() {
      if (failure && left() > 0) throw failure;
    },
    fail(error) {
      failure = error;
      asked = Math.min(error.retryAfter ?? 0, longestRetryAfterSeconds) * 1000;
      const backoff = Math.min(shortestMilliseconds * 2 ** failures, longestMilliseconds);
      pause = asked + (backoff * (1 + random())) / 2;
      failures += 1;
      elapsed = stopwatch(clocks);
      arm();
    },
    shorten(milliseconds) {
      pause = Math.min(pause, Math.max(asked, milliseconds));
      if (failure) arm();
    },
    reset() {
      failures = 0;
      failure = null;
      timers.clearTimeout(timer);
    },
  };
}
