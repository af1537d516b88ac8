import type { AuthClientOptions, Timers } from '../types.js';
import { type Clock, systemClocks, systemTimers } from './clock.js';

/** What the client uses of the browser besides `fetch`. What is missing is `null`. */
export interface Platform {
  readonly clocks: readonly Clock[];
  readonly random: () => number;
  readonly locks: Pick<LockManager, 'request'> | null;
  readonly channel: ((name: string) => BroadcastChannel) | null;
  readonly page: EventTarget | null;
  readonly timers: Timers;
  readonly storage: AuthClientOptions['storage'] | null;
}

/**
 * Returns what the options contain, and the browser's own for the rest. Without a window there are
 * no other tabs. Node has a BroadcastChannel too, but an open one would keep a rendering server's
 * process running. jsdom exposes Node's, which is no EventTarget of that page and would connect all
 * tests of a process.
 */
export function findPlatform(options: AuthClientOptions): Platform {
  const window = globalThis.window as typeof globalThis.window | undefined;
  const Channel = window?.BroadcastChannel;
  const {
    now,
    random = Math.random,
    locks = window?.navigator.locks ?? null,
    channel = Channel?.prototype instanceof EventTarget ? (name) => new Channel(name) : null,
    page = window ?? null,
    timers = systemTimers,
    storage = findStorage(window),
  } = options;
  return { clocks: now ? [now] : systemClocks, random, locks, channel, page, timers, storage };
}

/** Reading the property throws where storage is blocked. */
function findStorage(window: typeof globalThis.window | undefined): Storage | null {
  try {
    return window?.localStorage ?? null;
  } catch {
    return null;
  }
}
