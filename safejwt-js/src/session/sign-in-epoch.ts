import { type Clock, wallClock } from '../browser/clock.js';
import { AuthError } from '../errors.js';

/**
 * The time between two changes of who is signed in. Work of an epoch that has ended is neither
 * applied nor repeated.
 *
 * The number grows from epoch to epoch, in all tabs: it is the time of day, or one more than the
 * greatest number known. A message from another tab with a lower number is out of date.
 */
export interface SignInEpoch {
  readonly number: number;
  /** Aborts when the current epoch ends. */
  readonly signal: AbortSignal;
  /**
   * Ends the current epoch and begins another: requests of the old one are aborted and reject with
   * `superseded`. The returned function restores the old number, for a login that has failed. It
   * does nothing once another epoch has begun.
   */
  begin(number?: number): () => void;
  /**
   * Takes over the number of another tab, if it is greater. The current epoch ends if the user
   * `hasChanged`.
   */
  follow(number: number, hasChanged?: boolean): void;
  /** Ends the current epoch; no other follows. */
  close(): void;
}

export function createSignInEpoch(clocks: readonly Clock[]): SignInEpoch {
  let controller = new AbortController();

  const epoch = {
    number: 0,
    get signal() {
      return controller.signal;
    },
    begin(number = Math.max(Math.floor(wallClock(clocks)), epoch.number + 1)) {
      const before = epoch.number;
      // Only `close` leaves an aborted signal behind.
      if (!controller.signal.aborted) {
        epoch.number = number;
        controller.abort(new AuthError('superseded'));
        controller = new AbortController();
      }
      return () => {
        if (epoch.number === number) epoch.number = before;
      };
    },
    follow(number: number, hasChanged?: boolean) {
      if (hasChanged) epoch.begin(number);
      else epoch.number = Math.max(epoch.number, number);
    },
    close() {
      controller.abort(new AuthError('disposed'));
    },
  };
  return epoch;
}
