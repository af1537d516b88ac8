import { raceWithAbort, withTimeout } from './abort-signal.js';
import type { Platform } from './platform.js';

/**
 * Runs `work` while no other tab runs any. `waited` reports whether another tab held the lock at
 * first.
 */
export type WebLock = <T>(signal: AbortSignal, work: (waited: boolean) => Promise<T>) => Promise<T>;

/** The events of a page that is left. */
const leaving = ['pagehide', 'freeze'];

/**
 * Makes a best-effort Web Lock: correctness never depends on it, because the server's rotation is
 * idempotent. After `patience` milliseconds, when `signal` aborts, or when the page is left, the
 * work continues without the lock. A held lock would keep the page out of the back/forward cache,
 * and a frozen holder would block every tab. `steal` does not help: it does not stop the work of
 * the previous holder.
 */
export function createWebLock(
  { locks, page, timers }: Pick<Platform, 'locks' | 'page' | 'timers'>,
  name: () => string,
  patience: number,
): WebLock {
  return async (epoch, work) => {
    if (!locks) return work(false);
    const { signal, end } = withTimeout(patience, epoch, timers);
    const released = raceWithAbort(new Promise(() => {}), signal).catch(() => {});
    for (const type of leaving) page?.addEventListener(type, end, true);
    try {
      const waited = await new Promise<boolean>((enter) => {
        const acquire = (request: LockOptions, waited: boolean): Promise<unknown> =>
          locks.request(name(), request, (lock) => {
            if (!lock) return acquire({ signal }, true);
            enter(waited);
            return released;
          });
        acquire({ ifAvailable: true }, false).catch(() => enter(true));
      });
      return await work(waited);
    } finally {
      for (const type of leaving) page?.removeEventListener(type, end, true);
      end();
    }
  };
}
