import { QueryClient } from '@tanstack/react-query';
import { type AuthClient, isAuthError } from 'safejwt-js';

/** Temporary failures. Any other AuthError needs an action of the user, or the request was wrong. */
const temporary = ['network_error', 'timeout', 'throttled', 'server_error', 'service_unavailable'];

/** Seconds. During a longer wait the page says how long it is, and not that it is loading. */
const LONGEST_WAIT = 5;

function retry(failures: number, error: Error): boolean {
  if (failures >= 2 || !isAuthError(error)) return failures < 2;
  return temporary.includes(error.code) && (error.retryAfter ?? 0) <= LONGEST_WAIT;
}

function retryDelay(failures: number, error: Error): number {
  // The server's Retry-After, in seconds.
  const seconds = isAuthError(error) ? error.retryAfter : null;
  return seconds === null ? 1000 * 2 ** failures : seconds * 1000;
}

const caches = new WeakMap<object, QueryClient>();

/** The one cache of a client's responses. */
export function queriesOf(client: Pick<AuthClient, 'getState' | 'subscribe'>): QueryClient {
  const queries = caches.get(client) ?? createQueryClient(client);
  caches.set(client, queries);
  return queries;
}

/**
 * The cache belongs to the logged-in user. When another user logs in, or the user logs out, here or in another tab, it
 * is emptied, and pending requests are dropped.
 */
function createQueryClient(client: Pick<AuthClient, 'getState' | 'subscribe'>): QueryClient {
  // safejwt-js knows whether the server can be reached, and when to retry.
  const networkMode = 'always';
  const queries = new QueryClient({
    defaultOptions: { queries: { networkMode, retry, retryDelay }, mutations: { networkMode } },
  });
  let userId = client.getState().user?.id ?? null;
  client.subscribe(() => {
    const { status, user } = client.getState();
    // After a return from the back/forward cache, the user is determined again; the keys hide everything meanwhile.
    if (status === 'unknown') return;
    const now = user?.id ?? null;
    if (userId !== null && userId !== now) queries.clear();
    userId = now;
  });
  return queries;
}
