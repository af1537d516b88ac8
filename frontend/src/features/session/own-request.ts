import { type AuthClient, AuthError, type JsonRequestOptions } from 'safejwt-js';
import { useAuthClient } from 'safejwt-js/react';

/**
 * `client.request` of the logged-in user. Rejects with `superseded` if another user is logged in when the response
 * arrives: what has become of the request is not for them.
 */
export function useOwnRequest(): AuthClient['request'] {
  const client = useAuthClient();
  return async <T>(path: string, options?: JsonRequestOptions) => {
    const { user } = client.getState();
    const response = client.request<T>(path, options);
    await response.catch(() => undefined);
    const now = client.getState().user;
    if (user && now && now.id !== user.id) throw new AuthError('superseded');
    return response;
  };
}
