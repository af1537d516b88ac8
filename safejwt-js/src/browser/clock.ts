import type { Timers } from '../types.js';

/** Returns milliseconds; only differences count. */
export type Clock = () => number;

/**
 * Both are asked, because each fails alone: `performance.now` stands still while some devices sleep (Chromium issue
 * 1206450), `Date.now` goes back when the device's time is corrected. The last one is the same in all tabs.
 */
export const systemClocks: readonly Clock[] = [() => performance.now(), () => Date.now()];

/** The time of day, which is the greatest of them, for what tabs tell each other; never for a lifetime without a stopwatch. */
export function wallClock(clocks: readonly Clock[]): number {
  return Math.max(...clocks.map((clock) => clock()));
}

/** Began `ago` milliseconds ago; the function returned says how many have passed by the clock that moved furthest. */
export function stopwatch(clocks: readonly Clock[], ago = 0): () => number {
  const starts = clocks.map((clock) => clock() - ago);
  return () => Math.max(...clocks.map((clock, index) => clock() - (starts[index] as number)));
}

/** The platform's, looked up at each call, so that tools which replace them later are seen. */
export const systemTimers = globalThis as Timers;

export function sleep(milliseconds: number, timers: Timers = systemTimers): Promise<void> {
  return new Promise((resolve) => {
    timers.setTimeout(resolve, milliseconds);
  });
}
