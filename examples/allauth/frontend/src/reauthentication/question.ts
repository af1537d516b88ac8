import { useSyncExternalStore } from 'react';
import type { AllauthFlow } from 'safejwt-js/allauth';

/** How the user can re-authenticate, and what to do when they have, or have closed the dialog. */
export interface Question {
  readonly flows: readonly AllauthFlow[];
  readonly settle: (confirmed: boolean) => void;
}

let open: Question | null = null;
const listeners = new Set<() => void>();

/** Opens the dialog. Resolves with whether the user has re-authenticated. */
export function askUser(flows: readonly AllauthFlow[]): Promise<boolean> {
  open?.settle(false);
  return new Promise((resolve) => {
    const settle = (confirmed: boolean) => {
      resolve(confirmed);
      set(null);
    };
    set({ flows, settle });
  });
}

/** The open question, `null` without one. */
export function useQuestion(): Question | null {
  return useSyncExternalStore(subscribe, () => open);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function set(question: Question | null): void {
  open = question;
  for (const listener of listeners) listener();
}
