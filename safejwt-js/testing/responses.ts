import type { Cookie } from './cookies.js';
import type { Reply } from './refusals.js';

/** Scripts cannot read Set-Cookie, and some environments drop it from a Response. */
const cookies = new WeakMap<Response, readonly Cookie[]>();

export function toResponse({ status, body, headers = {} }: Reply, sent: readonly Cookie[]): Response {
  const all = { 'Cache-Control': 'no-store', ...headers };
  const response =
    body === undefined ? new Response(null, { status, headers: all }) : Response.json(body, { status, headers: all });
  cookies.set(response, sent);
  return response;
}

export function cookiesOf(response: Response): readonly Cookie[] {
  return cookies.get(response) ?? [];
}

export function withCookiesOf(original: Response, response: Response): Response {
  cookies.set(response, cookiesOf(original));
  return response;
}
