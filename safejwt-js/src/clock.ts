/** Returns milliseconds; only differences count. */
export type Clock = () => number;

/**
 * Both are asked, because each fails alone: `performance.now` stands still while some devices sleep (Chromium issue
 * 1206450), `Date.now` goes back when the device's time is corrected.
 */
export const systemClocks: readonly Clock[] = [() => performance.now(), () => Date.now()];

/** Starts now; the function returned says how many milliseconds have passed by the clock that moved furthest. */
export function stopwatch(clocks: readonly Clock[]): () => number {
  const starts = clocks.map((clock) => ({ clock, startedAt: clock() }));
  return () => Math.max(...starts.map(({ clock, startedAt }) => clock() - startedAt));
}
