import { raceWithAbort } from './browser/abort-signal.js';
import { type Clock, sleep, stopwatch, systemClocks, systemTimers } from './browser/clock.js';
import type { AuthClient, Timers, User } from './types.js';

export interface LiveOptions {
  /**
   * Receives the reason why a connection failed. By default, nothing does. The next attempt follows
   * in any case.
   */
  onError?: (error: unknown) => void;
  /** As for `createAuthClient`. */
  now?: Clock;
  timers?: Timers;
  random?: () => number;
}

const shortestMilliseconds = 1_000;
const longestMilliseconds = 30_000;

/**
 * Keeps a connection open while a user is signed in: a WebSocket, or an event stream. Calls
 * `connect` for each user who signs in. When the returned promise settles, calls it again after a
 * pause that grows from half a second to half a minute. `signal` aborts when the user signs out, in
 * any tab, or when a different user signs in. Returns the function that stops it.
 *
 * @example
 * const stop = whileSignedIn(client, async (signal) => {
 *   const response = await client.fetch('/api/events/', { signal });
 *   for await (const text of response.body.pipeThrough(new TextDecoderStream())) show(text);
 * });
 */
export function whileSignedIn(
  client: Pick<AuthClient<User>, 'getState' | 'subscribe'>,
  connect: (signal: AbortSignal) => Promise<unknown>,
  { onError, now, timers = systemTimers, random = Math.random }: LiveOptions = {},
): () => void {
  const clocks = now ? [now] : systemClocks;
  let userId: unknown;
  let controller = new AbortController();

  async function stayConnected(signal: AbortSignal): Promise<void> {
    let pause = shortestMilliseconds;
    while (!signal.aborted) {
      const elapsed = stopwatch(clocks);
      try {
        await raceWithAbort(connect(signal), signal);
      } catch (error) {
        if (!signal.aborted) onError?.(error);
      }
      // A server that accepts the token and then closes the connection at once is not healthy.
      if (elapsed() >= longestMilliseconds) pause = shortestMilliseconds;
      await raceWithAbort(sleep((pause * (1 + random())) / 2, timers), signal).catch(() => undefined);
      pause = Math.min(pause * 2, longestMilliseconds);
    }
  }

  function followUser(): void {
    const { user } = client.getState();
    if (user?.id === userId) return;
    userId = user?.id;
    controller.abort();
    controller = new AbortController();
    if (userId !== undefined) void stayConnected(controller.signal);
  }
  const unsubscribe = client.subscribe(followUser);
  followUser();
  return () => {
    unsubscribe();
    controller.abort();
  };
}
