export interface Store<T> {
  get(): T;
  /** Replaces the value and calls the listeners, unless every property is what it was. */
  set(value: T): void;
  subscribe(listener: () => void): () => void;
  clear(): void;
}

/** A value and those who want to know when it is replaced. */
export function createStore<T extends object>(initial: T): Store<T> {
  let current = initial;
  const listeners = new Set<() => void>();

  return {
    get: () => current,
    set(value) {
      if (isSame(value, current)) return;
      current = value;
      for (const listener of [...listeners]) notify(listener);
    },
    subscribe(listener) {
      // Wrapped, so that the same function subscribed twice is two subscriptions.
      const entry = () => listener();
      listeners.add(entry);
      return () => listeners.delete(entry);
    },
    clear: () => listeners.clear(),
  };
}

function isSame<T extends object>(one: T, other: T): boolean {
  return (Object.keys(one) as (keyof T)[]).every((key) => Object.is(one[key], other[key]));
}

/** A listener that throws is reported as an uncaught error; it must not turn a successful sign-in into a failure. */
function notify(listener: () => void): void {
  try {
    listener();
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}
