import { useSyncExternalStore } from 'react';
import { openQuestion, type Settle } from './question';

/** Returns what settles the open question, or `null` while none is open. */
export function useOpenQuestion(): Settle | null {
  return useSyncExternalStore(openQuestion.subscribe, openQuestion.get);
}
