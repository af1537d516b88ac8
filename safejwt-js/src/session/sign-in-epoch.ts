import { type Clock, wallClock } from '../browser/clock.js';
import type { Lock } from '../browser/web-lock.js';
import { AuthError } from '../errors.js';

/**
 * An epoch is the time between two changes of who is signed in, told by a signal that aborts when it is over. What belongs
 * to an epoch that is over is not applied and not repeated.
 */
export interface Epochs {
  current(): AbortSignal;
  /**
   * Grows from epoch to epoch, in all tabs: the time of day, or one more than the greatest heard of. What comes from
   * another tab with a lower number is out of date.
   */
  number: number;
  /** Ends the current epoch: requests that belong to it are aborted and reject with `superseded`. */
  next(number?: number): void;
  /**
   * Runs `work` when everything queued before has settled, in the other tabs too. Whatever makes the server set the refresh
   * cookie goes through here, so that the cookie of an older request cannot land on top of a newer one.
   */
  enqueue<T>(work: (epoch: AbortSignal, waited: boolean) => Promise<T>): Promise<T>;
  /** Ends the current epoch; none follows. */
  close(): void;
}

export function createEpochs(clocks: readonly Clock[], lock: Lock): Epochs {
  let controller = new AbortController();
  let closed = false;
  let settled: Promise<unknown> = Promise.resolve();

  const epochs: Epochs = {
    current: () => controller.signal,
    number: 0,
    next(number = Math.max(Math.floor(wallClock(clocks)), epochs.number + 1)) {
      if (closed) return;
      epochs.number = number;
      controller.abort(new AuthError('superseded'));
      controller = new AbortController();
    },
    enqueue(work) {
      const epoch = controller.signal;
      const turn = settled.then(() => lock(epoch, (waited) => work(epoch, waited)));
      settled = turn.catch(() => undefined);
      return turn;
    },
    close() {
      closed = true;
      controller.abort(new AuthError('disposed'));
    },
  };
  return epochs;
}
