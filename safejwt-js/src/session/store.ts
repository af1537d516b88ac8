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
  let listeners: readonly (() => void)[] = [];

  return {
    get: () => current,
    set(value) {
      if (!(Object.keys(value) as (keyof T)[]).some((key) => value[key] !== current[key])) return;
      current = value;
      for (const listener of listeners) notify(listener);
    },
    subscribe(listener) {
      // Wrapped, so that the same function subscribed twice is two subscriptions.
      const entry = () => listener();
      listeners = [...listeners, entry];
      return () => {
        listeners = listeners.filter((other) => other !== entry);
      };
    },
    clear() {
      listeners = [];
    },
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
