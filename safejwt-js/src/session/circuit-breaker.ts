import { stopwatch } from '../browser/clock.js';
import type { Platform } from '../browser/platform.js';
import type { AuthError } from '../errors.js';

/** Protects a failing server from repeated requests. */
export interface CircuitBreaker {
  /** Throws the last failure again until its pause ends. */
  check(): void;
  /**
   * Begins a pause. It grows with each failure, has jitter, and comes after what the server
   * requests in Retry-After.
   */
  trip(error: AuthError): void;
  /**
   * Shortens the pause to `milliseconds` since the failure. The server's Retry-After still holds.
   */
  shorten(milliseconds: number): void;
  /** Returns the last failure. */
  failure(): AuthError;
  /** Ends the pause, because the server has responded. */
  reset(): void;
}

const shortestMilliseconds = 1_000;
const longestMilliseconds = 60_000;
/** A wrong Retry-After must not lock users out for a day. */
const longestRetryAfterSeconds = 300;

/** Calls `onPauseEnd` at the end of each pause. Without it, no timer runs. */
export function createCircuitBreaker(
  { clocks, random, timers }: Pick<Platform, 'clocks' | 'random' | 'timers'>,
  onPauseEnd: (() => void) | null,
): CircuitBreaker {
  let failures = 0;
  let failure: AuthError;
  let requested = 0;
  let pause = 0;
  let elapsed = () => 0;
  let timer: unknown;
  const remaining = () => pause - elapsed();

  /** A timer may fire early, because timers and clocks round differently. */
  function arm(): void {
    timers.clearTimeout(timer);
    if (onPauseEnd) timer = timers.setTimeout(() => (remaining() > 0 ? arm() : onPauseEnd()), remaining());
  }
  return {
    check() {
      if (remaining() > 0) throw failure;
    },
    trip(error) {
      failure = error;
      requested = Math.min(error.retryAfter ?? 0, longestRetryAfterSeconds) * 1000;
      const backoff = Math.min(shortestMilliseconds * 2 ** failures, longestMilliseconds);
      pause = requested + (backoff * (1 + random())) / 2;
      failures += 1;
      elapsed = stopwatch(clocks);
      arm();
    },
    shorten(milliseconds) {
      pause = Math.min(pause, Math.max(requested, milliseconds));
      if (failures) arm();
    },
    failure: () => failure,
    reset() {
      failures = pause = 0;
      timers.clearTimeout(timer);
    },
  };
}
