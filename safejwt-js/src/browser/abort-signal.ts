import { AuthError } from '../errors.js';
import type { Timers } from '../types.js';
import { systemTimers } from './clock.js';

/**
 * Settles as `work` does, or rejects with `signal.reason` as soon as the signal aborts. The work
 * itself continues, because other callers may share it.
 */
export function raceWithAbort<T>(work: Promise<T>, signal: AbortSignal | null | undefined): Promise<T> {
  if (!signal) return work;
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    signal.addEventListener('abort', abort);
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
    if (signal.aborted) abort();
  });
}

/**
 * Returns a signal that aborts after `milliseconds` (`timeout`), or when `outer` aborts. The caller
 * must call `end`, which aborts it too. Replaces `AbortSignal.any`, which Safari has only since
 * 17.4.
 */
export function withTimeout(milliseconds: number, outer: AbortSignal | undefined, timers: Timers = systemTimers) {
  const controller = new AbortController();
  const timer = timers.setTimeout(() => end(new AuthError('timeout')), milliseconds);
  const follow = () => end(outer?.reason);

  function end(reason?: unknown): void {
    timers.clearTimeout(timer);
    outer?.removeEventListener('abort', follow);
    controller.abort(reason);
  }

  outer?.addEventListener('abort', follow);
  if (outer?.aborted) follow();
  return { signal: controller.signal, end };
}
