import { useSyncExternalStore } from 'react';
import { type Answer, question } from './question';

/** What answers the question that is open; `null` while there is none. */
export function useReauthentication(): Answer | null {
  return useSyncExternalStore(question.subscribe, question.get);
}
