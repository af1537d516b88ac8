import { abortable } from './browser/abort-signal.js';
import { type Clock, sleep, stopwatch, systemClocks } from './browser/clock.js';
import type { AuthClient, Timers } from './types.js';

export interface LiveOptions {
  /** Hears why a connection failed. Default nothing: the next try follows. */
  onError?: (error: unknown) => void;
  /** As for `createAuthClient`. */
  now?: Clock;
  timers?: Timers;
  random?: () => number;
}

const shortestMilliseconds = 1_000;
const longestMilliseconds = 30_000;

/**
 * Keeps a connection open as long as somebody is signed in: a WebSocket, or a stream of events. Calls `connect` for each
 * person who is, and again, after a pause that grows from half a second to half a minute, when what it returned has settled.
 * `signal` aborts when the person signs out, in whichever tab, or when somebody else is signed in. Returns the function that
 * stops it.
 *
 * @example
 * const stop = whileSignedIn(client, async (signal) => {
 *   const response = await client.fetch('/api/events/', { signal });
 *   for await (const text of response.body.pipeThrough(new TextDecoderStream())) show(text);
 * });
 */
export function whileSignedIn(
  client: Pick<AuthClient, 'getState' | 'subscribe'>,
  connect: (signal: AbortSignal) => Promise<unknown>,
  { onError, now, timers, random = Math.random }: LiveOptions = {},
): () => void {
  const clocks = now ? [now] : systemClocks;
  let person: unknown;
  let controller = new AbortController();

  async function stay(signal: AbortSignal): Promise<void> {
    let pause = shortestMilliseconds;
    while (!signal.aborted) {
      const elapsed = stopwatch(clocks);
      try {
        await abortable(connect(signal), signal);
      } catch (error) {
        if (!signal.aborted) onError?.(error);
      }
      // Only a connection that has held shows that the server is well: one that takes the token and then breaks off is not.
      if (elapsed() >= longestMilliseconds) pause = shortestMilliseconds;
      await abortable(sleep((pause * (1 + random())) / 2, timers), signal).catch(() => undefined);
      pause = Math.min(pause * 2, longestMilliseconds);
    }
  }

  function look(): void {
    const { user } = client.getState();
    if (user?.id === person) return;
    person = user?.id;
    controller.abort();
    controller = new AbortController();
    if (person !== undefined) void stay(controller.signal);
  }

  const unsubscribe = client.subscribe(look);
  look();
  return () => {
    unsubscribe();
    controller.abort();
  };
}
