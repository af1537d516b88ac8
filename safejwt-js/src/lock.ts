/** Runs `work` while no other tab runs any. `waited` tells it whether one did when it came. */
export type Lock = <T>(signal: AbortSignal, work: (waited: boolean) => Promise<T>) => Promise<T>;

/**
 * A Web Lock that delays and never decides: after `patience` milliseconds, when `signal` aborts, or when the page is left,
 * the work is done without it, for the server's rotation is idempotent. A page that is put away lets go of it, because a
 * held lock keeps it from the back/forward cache and a frozen holder would make all tabs wait. `steal` is not used: it
 * does not stop the work of the one it robs.
 */
export function createLock(
  locks: Pick<LockManager, 'request'> | null,
  name: () => string,
  patience: number,
  page: EventTarget | null,
): Lock {
  if (!locks) return (_signal, work) => work(false);

  return async (signal, work) => {
    let leave = () => {};
    const over = new Promise<void>((resolve) => {
      leave = resolve;
    });
    const waiting = new AbortController();
    const withdraw = () => waiting.abort();
    const letGo = () => {
      withdraw();
      leave();
    };
    const timer = setTimeout(withdraw, patience);
    signal.addEventListener('abort', withdraw, { signal: waiting.signal });
    for (const type of ['pagehide', 'freeze']) {
      page?.addEventListener(type, letGo, { capture: true, signal: waiting.signal });
    }
    if (signal.aborted) withdraw();
    try {
      const waited = await new Promise<boolean>((enter) => {
        const ask = (options: LockOptions, waited: boolean): Promise<unknown> =>
          locks.request(name(), options, (lock) => {
            if (!lock) return ask({ signal: waiting.signal }, true);
            enter(waited);
            return over;
          });
        ask({ ifAvailable: true }, false).catch(() => enter(true));
      });
      return await work(waited);
    } finally {
      clearTimeout(timer);
      letGo();
    }
  };
}
