import { systemTimers } from './clock.js';
import type { Timers } from './types.js';

/** Runs `work` while no other tab runs any. `waited` tells it whether one did when it came. */
export type Lock = <T>(signal: AbortSignal, work: (waited: boolean) => Promise<T>) => Promise<T>;

/**
 * A Web Lock that delays and never decides: after `patience` milliseconds, when `signal` aborts, or when the page is left,
 * it is no longer waited for and no longer held, and the work goes on without it, for the server's rotation is idempotent. A
 * held lock would keep a page from the back/forward cache, and a frozen holder would make all tabs wait. `steal` is not
 * used: it does not stop the work of the one it robs.
 */
export function createLock(
  locks: Pick<LockManager, 'request'> | null,
  name: () => string,
  patience: number,
  page: EventTarget | null,
  timers: Timers = systemTimers,
): Lock {
  if (!locks) return (_signal, work) => work(false);

  return async (signal, work) => {
    const leaving = new AbortController();
    const leave = () => leaving.abort();
    const options = { capture: true, signal: leaving.signal };
    const over = new Promise<void>((resolve) => {
      leaving.signal.addEventListener('abort', () => resolve());
    });
    const timer = timers.setTimeout(leave, patience);
    signal.addEventListener('abort', leave, options);
    for (const type of ['pagehide', 'freeze']) page?.addEventListener(type, leave, options);
    if (signal.aborted) leave();
    try {
      const waited = await new Promise<boolean>((enter) => {
        const ask = (request: LockOptions, waited: boolean): Promise<unknown> =>
          locks.request(name(), request, (lock) => {
            if (!lock) return ask({ signal: leaving.signal }, true);
            enter(waited);
            return over;
          });
        ask({ ifAvailable: true }, false).catch(() => enter(true));
      });
      return await work(waited);
    } finally {
      timers.clearTimeout(timer);
      leave();
    }
  };
}
