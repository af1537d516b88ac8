import { type AuthClient, AuthError, type JsonRequestOptions } from 'safejwt-js';
import { useAuthClient } from 'safejwt-js/react';

/**
 * `client.request` of the logged-in user. Rejects with `superseded` if another user is logged in when the response
 * arrives: what has become of the request is not for them. Also if it has failed because the session has ended, which
 * the page says itself.
 */
export function useOwnRequest(): AuthClient['request'] {
  const client = useAuthClient();
  return async <T>(path: string, options?: JsonRequestOptions) => {
    const { user } = client.getState();
    const response = client.request<T>(path, options);
    const isDone = await response.then(
      () => true,
      () => false,
    );
    const now = client.getState();
    const isAnothers = now.user && now.user.id !== user?.id;
    const hasEnded = now.status === 'anonymous' && !isDone;
    if (user && (isAnothers || hasEnded)) throw new AuthError('superseded');
    return response;
  };
}
