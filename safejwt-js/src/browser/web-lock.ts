import type { Timers } from '../types.js';
import { abortable, limit } from './abort-signal.js';

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
  timers?: Timers,
): Lock {
  if (!locks) return (_signal, work) => work(false);

  return async (epoch, work) => {
    const { signal, end } = limit(patience, epoch, timers);
    const over = abortable(new Promise(() => {}), signal).catch(() => {});
    for (const type of ['pagehide', 'freeze']) page?.addEventListener(type, end, { capture: true, signal });
    try {
      const waited = await new Promise<boolean>((enter) => {
        const ask = (request: LockOptions, waited: boolean): Promise<unknown> =>
          locks.request(name(), request, (lock) => {
            if (!lock) return ask({ signal }, true);
            enter(waited);
            return over;
          });
        ask({ ifAvailable: true }, false).catch(() => enter(true));
      });
      return await work(waited);
    } finally {
      end();
    }
  };
}
