import { AuthError } from '../errors.js';
import type { Timers } from '../types.js';
import { systemTimers } from './clock.js';

/**
 * `work`, or the rejection with `signal.reason` as soon as it aborts. The work itself goes on: it may be shared with
 * callers who have not given up.
 */
export function abortable<T>(work: Promise<T>, signal: AbortSignal | null | undefined): Promise<T> {
  if (!signal) return work;
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
    if (signal.aborted) abort();
  });
}

/**
 * A signal that aborts after `milliseconds` (`timeout`), when `outer` does, or by `end`, which has to be called. Written out
 * because `AbortSignal.any` came only with Safari 17.4.
 */
export function limit(milliseconds: number, outer: AbortSignal | undefined, timers: Timers = systemTimers) {
  const controller = new AbortController();
  const { signal } = controller;
  const timer = timers.setTimeout(() => end(new AuthError('timeout')), milliseconds);
  const follow = () => end(outer?.reason);

  function end(reason?: unknown): void {
    timers.clearTimeout(timer);
    controller.abort(reason);
  }

  outer?.addEventListener('abort', follow, { signal });
  if (outer?.aborted) follow();
  return { signal, end };
}
