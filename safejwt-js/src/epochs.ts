import { AuthError } from './errors.js';

/**
 * An epoch is the time between two changes of who is signed in, told by a signal that aborts when it is over. What belongs
 * to an epoch that is over is not applied and not repeated.
 */
export interface Epochs {
  current(): AbortSignal;
  /** Ends the current epoch: requests that belong to it are aborted and reject with `superseded`. */
  next(): void;
  /**
   * Runs `work` when everything queued before has settled. Whatever makes the server set the refresh cookie goes through
   * here, so that the cookie of an older request cannot land on top of a newer one.
   */
  enqueue<T>(work: (epoch: AbortSignal) => Promise<T>): Promise<T>;
  /** Ends the current epoch; none follows. */
  close(): void;
}

export function createEpochs(): Epochs {
  let controller = new AbortController();
  let closed = false;
  let settled: Promise<unknown> = Promise.resolve();

  return {
    current: () => controller.signal,
    next() {
      if (closed) return;
      controller.abort(new AuthError('superseded'));
      controller = new AbortController();
    },
    enqueue(work) {
      const epoch = controller.signal;
      const turn = settled.then(() => work(epoch));
      settled = turn.catch(() => undefined);
      return turn;
    },
    close() {
      closed = true;
      controller.abort(new AuthError('disposed'));
    },
  };
}
