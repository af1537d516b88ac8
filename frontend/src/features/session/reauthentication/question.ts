export type Answer = (confirmed: boolean) => void;

let waiting: Answer | null = null;
const listeners = new Set<() => void>();

function set(answer: Answer | null): void {
  waiting = answer;
  for (const listener of listeners) listener();
}

/** Shows the dialog that asks for the password; resolves with whether it was confirmed. */
export function askForPassword(): Promise<boolean> {
  waiting?.(false);
  return new Promise((resolve) => {
    const answer: Answer = (confirmed) => {
      resolve(confirmed);
      // An answer that comes late must not close a question that was asked since.
      if (waiting === answer) set(null);
    };
    set(answer);
  });
}

/** The question that is open, for components that show it; what answers it is `null` while there is none. */
export const question = {
  get: () => waiting,
  subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
};
