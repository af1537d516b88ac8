import { systemTimers } from './clock.js';
import { AuthError } from './errors.js';
import type { Timers } from './types.js';

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
 * Runs `work` with a signal that aborts after `milliseconds` (`timeout`) or when `outer` does. Written out because
 * `AbortSignal.any` came only with Safari 17.4.
 */
export async function withDeadline<T>(
  milliseconds: number,
  outer: AbortSignal | undefined,
  work: (signal: AbortSignal) => Promise<T>,
  timers: Timers = systemTimers,
): Promise<T> {
  outer?.throwIfAborted();
  const controller = new AbortController();
  const forward = () => controller.abort(outer?.reason);
  const timer = timers.setTimeout(() => controller.abort(new AuthError('timeout')), milliseconds);
  outer?.addEventListener('abort', forward, { once: true });
  try {
    return await abortable(work(controller.signal), controller.signal);
  } finally {
    timers.clearTimeout(timer);
    outer?.removeEventListener('abort', forward);
  }
}
