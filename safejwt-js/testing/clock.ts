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

export function createTestClock(start = Date.UTC(2026, 0, 5, 12)): TestClock {
  let time = start;
  let serial = 0;
  const pending = new Map<unknown, { due: number; callback: () => void; real: ReturnType<typeof startTimer> }>();

  function fire(id: number): void {
    const timer = pending.get(id);
    if (!timer) return;
    stop(id);
    time = Math.max(time, timer.due);
    timer.callback();
  }

  function stop(id: unknown): void {
    stopTimer(pending.get(id)?.real);
    pending.delete(id);
  }

  function nextBefore(end: number): number | undefined {
    const due = [...pending].filter(([, timer]) => timer.due <= end).sort(([, one], [, other]) => one.due - other.due);
    return due[0]?.[0] as number | undefined;
  }

  return {
    now: () => time,
    async advance(seconds) {
      const end = time + seconds * 1000;
      await settle();
      for (let id = nextBefore(end); id !== undefined; id = nextBefore(end)) {
        fire(id);
        await settle();
      }
      time = Math.max(time, end);
      await settle();
    },
    jump(seconds) {
      time += seconds * 1000;
    },
    timers: {
      setTimeout(callback, milliseconds) {
        serial += 1;
        const id = serial;
        pending.set(id, { due: time + milliseconds, callback, real: startTimer(() => fire(id), milliseconds) });
        return id;
      },
      clearTimeout: stop,
    },
  };
}

/** Lets started work finish: a response is read within a few turns of the event loop. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 4; turn += 1) await new Promise<void>((resolve) => void startTimer(resolve, 0));
}
