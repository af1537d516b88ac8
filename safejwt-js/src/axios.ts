import type { CreateAxiosDefaults } from 'axios';
import type { AuthClient } from './types.js';

export type AxiosOptions = Required<Pick<CreateAxiosDefaults, 'adapter' | 'env'>>;

/**
 * Options for an axios instance whose requests go through `client.fetch`: token, CSRF header, refresh and replay as described
 * there, for every method and body, uploads included. axios ≥ 1.12. Answers other than 2xx are `AxiosError`s with their
 * `response`; what the client itself rejects with is the `cause` of one, and its `code`.
 *
 * There is no interceptor, and none is needed: a 401 about the token is mended before axios sees it.
 *
 * @example
 * const api = axios.create({ baseURL: '/api/', ...axiosOptions(client) });
 * const { data } = await api.get('orders/');
 */
export function axiosOptions(client: Pick<AuthClient, 'fetch'>): AxiosOptions {
  // Without Request, axios hands over address and body as they were given: the client resolves addresses as the page does, and
  // can send the body again. With it, axios makes a stream of a body whose progress is watched, which Chromium refuses over
  // HTTP/1.1. Its types do not know the `null` that its documentation tells of.
  const env: object = { fetch: client.fetch, Request: null };
  return { adapter: 'fetch', env };
}
