import type { AxiosError, CreateAxiosDefaults } from 'axios';
import { AuthError, isAuthError, noResponse } from './errors.js';
import { toError } from './http/response.js';
import type { AuthClient } from './types.js';

export type AxiosOptions = Required<Pick<CreateAxiosDefaults, 'adapter' | 'env'>>;

/**
 * Returns options for an axios instance (≥ 1.12) that sends its requests through `client.fetch`:
 * with the token, the CSRF header, refresh and replay, for every method and body, uploads included.
 * A response other than 2xx rejects with an `AxiosError` and its `response`. An `AuthError` of the
 * client becomes the `cause` of an `AxiosError` with its `code`. `authErrorOf` reads all of them.
 *
 * It needs no interceptor: `client.fetch` resolves a 401 about the token before axios sees it.
 *
 * @example
 * const api = axios.create({ baseURL: '/api/', ...axiosOptions(client) });
 * const { data } = await api.get('orders/');
 */
export function axiosOptions(client: Pick<AuthClient, 'fetch'>): AxiosOptions {
  // Without `Request`, axios passes URL and body unchanged: the client resolves relative URLs and
  // can repeat the body. With it, axios turns a body whose upload progress is observed into a
  // stream, which Chromium refuses over HTTP/1.1. The types of axios lack the `null` that its
  // documentation describes.
  const env: object = { fetch: client.fetch, Request: null };
  return { adapter: 'fetch', env };
}

/**
 * Returns the `AuthError` with which `client.request` would have rejected: with the server's code and
 * sentence, the reasons by field and `Retry-After`, whichever of the error formats it has. `null` for
 * a cancelled request, and for an error that is not of a request.
 *
 * @example
 * // All requests of the instance then reject as those of the client do.
 * api.interceptors.response.use(undefined, (error) => Promise.reject(authErrorOf(error) ?? error));
 */
export function authErrorOf(error: unknown): AuthError | null {
  if (isAuthError(error)) return error;
  const { isAxiosError, response, cause, code = '' } = Object(error) as Partial<AxiosError<unknown>>;
  if (isAuthError(cause)) return cause;
  if (!isAxiosError) return null;
  if (response) {
    const { status, data } = response;
    const headers = new Headers({ ...response.headers } as Record<string, string>);
    return toError({ status, headers }, JSON.stringify(data) ?? '', data);
  }
  if (code === 'ERR_NETWORK') return noResponse(error);
  return /TIMEDOUT|ABORTED/.test(code) ? new AuthError('timeout', { cause: error }) : null;
}
