/** Settles the question: `true` after a re-authentication, `false` if the user cancelled it. */
export type Settle = (confirmed: boolean) => void;

let open: Settle | null = null;
const listeners = new Set<() => void>();

/** Opens the dialog that asks for the password. Resolves with whether the user confirmed it. */
export function askForPassword(): Promise<boolean> {
  open?.(false);
  return new Promise((resolve) => {
    const settle: Settle = (confirmed) => {
      resolve(confirmed);
      // A late answer must not close a newer question.
      if (open === settle) set(null);
    };
    set(settle);
  });
}

/** What settles the open question; `null` while none is open. */
export const openQuestion = {
  get: () => open,
  subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
};

function set(settle: Settle | null): void {
  open = settle;
  for (const listener of listeners) listener();
}
