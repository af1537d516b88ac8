import { QueryClient } from '@tanstack/react-query';
import { type AuthClient, isAuthError } from 'safejwt-js';

/** What may be over after a moment; asking again for any other error brings the same answer. */
const PASSING = ['network_error', 'timeout', 'server_error', 'service_unavailable'];

const caches = new WeakMap<object, QueryClient>();

/** The one cache of that client's answers. */
export function queriesOf(client: Pick<AuthClient, 'getState' | 'subscribe'>): QueryClient {
  const queries = caches.get(client) ?? createQueryClient(client);
  caches.set(client, queries);
  return queries;
}

/**
 * The cache of what the API said. It belongs to the person who is signed in: when that is somebody else, or nobody, it is
 * emptied before anything of theirs is shown, and answers that are still under way are not kept.
 */
function createQueryClient(client: Pick<AuthClient, 'getState' | 'subscribe'>): QueryClient {
  const queries = new QueryClient({
    defaultOptions: {
      queries: {
        // safejwt-js says that the server cannot be reached, and when to ask again.
        networkMode: 'always',
        retry: (failures, error) => failures < 2 && isAuthError(error) && PASSING.includes(error.code),
      },
      mutations: { networkMode: 'always' },
    },
  });
  let person = client.getState().user?.id;
  client.subscribe(() => {
    const now = client.getState().user?.id;
    if (now === person) return;
    person = now;
    // With the queries their requests are given up.
    queries.clear();
  });
  return queries;
}
