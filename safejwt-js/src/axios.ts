import type { CreateAxiosDefaults } from 'axios';
import type { AuthClient } from './types.js';

export type AxiosOptions = Required<Pick<CreateAxiosDefaults, 'adapter' | 'env'>>;

/**
 * Returns options for an axios instance (≥ 1.12) that sends its requests through `client.fetch`:
 * with the token, the CSRF header, refresh and replay, for every method and body, uploads included.
 * A response other than 2xx rejects with an `AxiosError` and its `response`. An `AuthError` of the
 * client becomes the `cause` of an `AxiosError` with its `code`.
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
