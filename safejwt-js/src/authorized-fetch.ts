import { abortable } from './abort.js';
import { codeOf } from './answers.js';
import type { Epochs } from './epochs.js';
import { AuthError } from './errors.js';
import type { Http } from './http.js';
import type { Refresh } from './refresh.js';

/** The 401s that a new access token can mend. */
const mendableCodes = ['access_token_expired', 'invalid_token', 'session_ended', 'not_authenticated'];

/** `fetch` with the access token and the CSRF header for the API's origin, and nothing for any other. */
export function createAuthorizedFetch(http: Http, refresh: Refresh, epochs: Epochs) {
  return async function authorizedFetch(input: RequestInfo | URL, init: RequestInit = {}): Promise<Response> {
    const url = resolve(input);
    if (!http.isApi(url)) return http.plainFetch(input, init);

    const request = input instanceof Request ? new Request(input, init) : null;
    const headers = new Headers((request ?? init).headers);
    const signal = (request ?? init).signal ?? null;
    // A Request is cloned for each try, whatever its body is; a stream given beside a URL is used up by the first.
    const replayable = !(init.body instanceof ReadableStream);
    const epoch = epochs.current();

    function checkRepeat(status: number): void {
      epoch.throwIfAborted();
      if (!replayable) throw new AuthError('body_not_replayable', { status });
    }

    function send(token: string | null): Promise<Response> {
      epoch.throwIfAborted();
      if (token !== null) headers.set('Authorization', `Bearer ${token}`);
      return http.send(request ?? url, { ...(request ? {} : init), signal, headers }, checkRepeat);
    }

    // An Authorization header of the caller's own is left alone, and so is the answer to it.
    if (headers.has('Authorization')) return send(null);

    signal?.throwIfAborted();
    const sent = await abortable(refresh.token(), signal);
    const response = await send(sent);
    if (response.status !== 401 || !mendableCodes.includes((await codeOf(response)) ?? '')) return response;
    epoch.throwIfAborted();
    const renewed = await abortable(refresh.renew(sent), signal);
    if (renewed === null) return response;
    checkRepeat(401);
    return send(renewed);
  };
}

/** Relative URLs are resolved against the document's base, as `fetch` does. */
function resolve(input: RequestInfo | URL): URL {
  if (input instanceof Request) return new URL(input.url);
  return new URL(input, typeof document === 'undefined' ? undefined : document.baseURI);
}
