import type { WebLock } from '../browser/web-lock.js';

/**
 * Runs `work` after everything queued before has settled, in the other tabs too. `waited` reports
 * whether another tab was at work. Every request that makes the server set the refresh cookie must
 * go through the queue. Otherwise the cookie of an older response could replace a newer one.
 */
export type RefreshQueue = <T>(epoch: AbortSignal, work: (waited: boolean) => Promise<T>) => Promise<T>;

export function createRefreshQueue(lock: WebLock): RefreshQueue {
  let settled: Promise<unknown> = Promise.resolve();

  return (epoch, work) => {
    const turn = settled.then(() => lock(epoch, work));
    settled = turn.catch(() => {});
    return turn;
  };
}
