import type { Timers } from 'safejwt-js';

/** The time of a test, for the server and all browsers. */
export interface TestClock {
  /** Milliseconds since 1970. Stands still until it is moved, or until a client's timer is due. */
  now(): number;
  /**
   * Lets `seconds` pass. Clients' timers fire in order; the work of each is done before the next
   * one fires.
   *
   * @example
   * await server.clock.advance(300); // the access token has expired
   */
  advance(seconds: number): Promise<void>;
  /** Lets `seconds` pass while the device sleeps: no timer fires meanwhile. */
  jump(seconds: number): void;
  /** For `createAuthClient`. A timer fires after its real time, or when the clock moves past it. */
  readonly timers: Timers;
}

/** The platform's own timers, even if a test replaces them later. */
const { setTimeout: startTimer, clearTimeout: stopTimer } = globalThis;

interface PendingTimer {
  readonly due: number;
  readonly callback: () => void;
  readonly real: ReturnType<typeof startTimer>;
}

export function createTestClock(start = Date.UTC(2026, 0, 5, 12)): TestClock {
  return new Clock(start);
}

/** Its public members are bound, so that tests can pass them around. */
class Clock implements TestClock {
  #time: number;
  #serial = 0;
  readonly #pending = new Map<unknown, PendingTimer>();

  constructor(start: number) {
    this.#time = start;
  }

  readonly now = (): number => this.#time;

  readonly advance = async (seconds: number): Promise<void> => {
    const end = this.#time + seconds * 1000;
    await settle();
    for (let id = this.#nextBefore(end); id !== undefined; id = this.#nextBefore(end)) {
      this.#fire(id);
      await settle();
    }
    this.#time = Math.max(this.#time, end);
    await settle();
  };

  readonly jump = (seconds: number): void => {
    this.#time += seconds * 1000;
  };

  readonly timers: Timers = {
    setTimeout: (callback, milliseconds) => {
      this.#serial += 1;
      const id = this.#serial;
      const real = startTimer(() => this.#fire(id), milliseconds);
      this.#pending.set(id, { due: this.#time + milliseconds, callback, real });
      return id;
    },
    clearTimeout: (id) => this.#stop(id),
  };

  #fire(id: unknown): void {
    const timer = this.#pending.get(id);
    if (!timer) return;
    this.#stop(id);
    this.#time = Math.max(this.#time, timer.due);
    timer.callback();
  }

  #stop(id: unknown): void {
    stopTimer(this.#pending.get(id)?.real);
    this.#pending.delete(id);
  }

  #nextBefore(end: number): unknown {
    const due = [...this.#pending].filter(([, timer]) => timer.due <= end);
    return due.sort(([, one], [, other]) => one.due - other.due)[0]?.[0];
  }
}

/** Lets started work finish: a response is read within a few turns of the event loop. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 4; turn += 1) await new Promise<void>((resolve) => void startTimer(resolve, 0));
}
