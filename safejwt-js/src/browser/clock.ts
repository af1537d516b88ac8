import type { Timers } from '../types.js';

/** Returns milliseconds; only differences count. */
export type Clock = () => number;

/**
 * Each clock fails on its own: `performance.now` stands still while some devices sleep (Chromium
 * issue 1206450), and `Date.now` goes back when the device's time is corrected. The last one is the
 * same in all tabs.
 */
export const systemClocks: readonly Clock[] = [() => performance.now(), () => Date.now()];

/**
 * The time of day, which is the greatest reading, for messages between tabs. Never measure a
 * lifetime with it.
 */
export function wallClock(clocks: readonly Clock[]): number {
  return Math.max(...clocks.map((clock) => clock()));
}

/**
 * Starts a stopwatch `ago` milliseconds in the past. The returned function reads it by the clock
 * that moved furthest.
 */
export function stopwatch(clocks: readonly Clock[], ago = 0): () => number {
  const starts = clocks.map((clock) => clock() - ago);
  return () => Math.max(...clocks.map((clock, index) => clock() - (starts[index] as number)));
}

/** The platform's timers, looked up at each call, so that a tool may replace them later. */
export const systemTimers = globalThis as Timers;

export function sleep(milliseconds: number, timers: Timers): Promise<void> {
  return new Promise((resolve) => {
    timers.setTimeout(resolve, milliseconds);
  });
}
