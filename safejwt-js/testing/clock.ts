import type { Timers } from 'safejwt-js';

/** The time of a test: the server's, and that of all browsers. */
export interface TestClock {
  /** Milliseconds since 1970. Stands still until it is moved, or until a client's timer falls due. */
  now(): number;
  /**
   * Lets so many seconds pass: clients' timers fall due in their order, and what they cause is done before the next one.
   *
   * @example
   * await server.clock.advance(300); // the access token has expired
   */
  advance(seconds: number): Promise<void>;
  /** So many seconds pass while the device sleeps: no timer falls due meanwhile. */
  jump(seconds: number): void;
  /** For `createAuthClient`. A timer falls due when its time has really passed, or when the clock is moved over it. */
  readonly timers: Timers;
}

/** The platform's own, also where a test replaces them later. */
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

/** Until what has begun has been done: an answer is read in a few turns of the event loop. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 4; turn += 1) await new Promise<void>((resolve) => void startTimer(resolve, 0));
}
