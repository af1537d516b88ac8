import { QueryClient } from '@tanstack/react-query';
import { type AuthClient, isAuthError } from 'safejwt-js';

/** Failures that pass. With any other AuthError the person has to do something, or the request was wrong. */
const passing = ['network_error', 'timeout', 'throttled', 'server_error', 'service_unavailable'];

function retry(failures: number, error: Error): boolean {
  return failures < 2 && (!isAuthError(error) || passing.includes(error.code));
}

function retryDelay(failures: number, error: Error): number {
  // Seconds, by the server's Retry-After.
  const asked = isAuthError(error) ? error.retryAfter : null;
  return asked === null ? 1000 * 2 ** failures : asked * 1000;
}

const caches = new WeakMap<object, QueryClient>();

/** The one cache of that client's answers. */
export function queriesOf(client: Pick<AuthClient, 'getState' | 'subscribe'>): QueryClient {
  const queries = caches.get(client) ?? createQueryClient(client);
  caches.set(client, queries);
  return queries;
}

/**
 * The cache of what the API said. It belongs to the person who is signed in: when that is somebody else, or nobody, here or in
 * another tab, it is emptied, and requests that are still under way are given up.
 */
function createQueryClient(client: Pick<AuthClient, 'getState' | 'subscribe'>): QueryClient {
  // safejwt-js says that the server cannot be reached, and when to ask again.
  const networkMode = 'always';
  const queries = new QueryClient({
    defaultOptions: { queries: { networkMode, retry, retryDelay }, mutations: { networkMode } },
  });
  let person = client.getState().user?.id ?? null;
  client.subscribe(() => {
    const { status, user } = client.getState();
    // Out of the back/forward cache it is found out again who is there; the keys hide everything meanwhile.
    if (status === 'unknown') return;
    const now = user?.id ?? null;
    if (person !== null && person !== now) queries.clear();
    person = now;
  });
  return queries;
}
