import { Refusal } from './refusals.js';

/** At most `tries` in each window of so many seconds. */
export interface Limit {
  readonly tries: number;
  readonly seconds: number;
}

/** Counts an attempt; throws a refusal when the limit is exceeded. */
export type CountAttempt = (scope: string, identity: string, limit: Limit) => void;

export function createLimits(now: () => number): CountAttempt {
  const counts = new Map<string, number>();

  return (scope, identity, { tries, seconds }) => {
    const key = `${scope} ${identity} ${Math.floor(now() / seconds)}`;
    const count = (counts.get(key) ?? 0) + 1;
    counts.set(key, count);
    const wait = seconds - (now() % seconds);
    if (count > tries) throw new Refusal('throttled', { headers: { 'Retry-After': `${wait}` } });
  };
}
