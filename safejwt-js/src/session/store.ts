export interface Store<T> {
  get(): T;
  /** Replaces the value and calls the listeners, unless every property is unchanged. */
  set(value: T): void;
  subscribe(listener: () => void): () => void;
  clear(): void;
}

/** A value, and listeners that are called after it is replaced. */
export function createStore<T extends object>(initial: T): Store<T> {
  let current = initial;
  const listeners = new Set<() => void>();

  return {
    get: () => current,
    set(value) {
      if ((Object.keys(value) as (keyof T)[]).every((key) => Object.is(value[key], current[key]))) return;
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

/**
 * Reports a listener's exception as an uncaught error. It must not turn a successful login into a
 * failure.
 */
function notify(listener: () => void): void {
  try {
    listener();
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}
