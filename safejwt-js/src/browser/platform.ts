import type { AuthClientOptions } from '../types.js';
import { type Clock, systemClocks } from './clock.js';

/** What the client uses of the browser besides `fetch`; `null` for what is not there. */
export interface Platform {
  readonly clocks: readonly Clock[];
  readonly random: () => number;
  readonly locks: Pick<LockManager, 'request'> | null;
  readonly channel: ((name: string) => BroadcastChannel) | null;
  readonly page: EventTarget | null;
}

/**
 * The options, or else the browser's own. Without a window there are no other tabs: a server that renders has a
 * BroadcastChannel too, and an open one would keep its process running. A page of jsdom has Node's as well, which is no
 * EventTarget of that page and would join all tests of a process.
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
  } = options;
  return { clocks: now ? [now] : systemClocks, random, locks, channel, page };
}
