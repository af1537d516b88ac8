import { raceWithAbort, withTimeout } from '../browser/abort-signal.js';
import { AuthError, isAuthError, noResponse } from '../errors.js';
import type { AuthClient, AuthClientOptions, JsonRequestOptions, Timers } from '../types.js';
import { createCsrf } from './csrf.js';
import { readBody, readErrorCode } from './response.js';
import { type SessionHints, sessionHints } from './session-hint.js';

export interface CallOptions {
  body?: unknown;
  signal?: AbortSignal;
  keepalive?: boolean;
  /**
   * Receives a function that ends the request, which then rejects with `network_error` and that
   * reason as its cause.
   */
  started?: (end: (reason: unknown) => void) => void;
}

/** Receives the status of the response that requires a repetition. Throws to prevent it. */
export type RepeatCheck = (status: number) => void;

export interface Transport {
  /** The URL of a path below the mount point. */
  endpoint(path: string): URL;
  /** Whether tokens may be sent to this URL. */
  isApi(url: URL): boolean;
  /** The platform's `fetch`, nothing added. */
  plainFetch: typeof globalThis.fetch;
  /**
   * Sends one request to the API with the CSRF header. When the server refuses the token, renews it
   * and repeats the request once. Before that it calls `checkRepeat`.
   */
  send(input: Request | URL, init: RequestInit, checkRepeat?: RepeatCheck): Promise<Response>;
  /**
   * Posts to one of the protocol's endpoints: JSON in, JSON out, within the timeout. Rejects with
   * `AuthError`.
   */
  call<T>(path: string, options?: CallOptions): Promise<T>;
  /** Milliseconds. */
  readonly timeout: number;
  /** The hints of this browser's sessions. */
  sessionHints(): SessionHints;
  /**
   * Discards the CSRF token: when a session starts or ends, in any tab, and when nothing waits for
   * `csrf/` any longer.
   */
  forgetCsrf(): void;
}

/** No other module calls `fetch`. */
export function createTransport(options: AuthClientOptions): Transport {
  const { baseUrl = '/users/', csrfHeaderName = 'X-CSRFToken', timeout = 15_000, timers } = options;
  const {
    csrfCookieNames = ['__Host-csrftoken', 'csrftoken'],
    // Looked up at each call, so that a tool may replace the global later.
    fetch: plainFetch = (input, init) => globalThis.fetch(input, init),
  } = options;
  const requestCsrf = async () => {
    const get = (signal: AbortSignal) => transmit(plainFetch, endpoint('csrf/'), { signal });
    const body = await exchange<{ csrfToken?: unknown }>(get, timeout, timers);
    if (typeof body?.csrfToken !== 'string') throw new AuthError('unexpected_response', { status: 200 });
    return body.csrfToken;
  };
  const csrf = createCsrf(csrfCookieNames, requestCsrf, options.cookies);

  /**
   * Resolved against the location, not the document's base: an injected `<base>` must not move the
   * API.
   */
  function endpoint(path: string): URL {
    return new URL(path, new URL(baseUrl.replace(/\/?$/, '/'), globalThis.location?.href));
  }

  async function send(input: Request | URL, init: RequestInit, checkRepeat?: RepeatCheck): Promise<Response> {
    const headers = new Headers(init.headers);
    const attempt = (token: string) => {
      headers.set(csrfHeaderName, token);
      return transmit(plainFetch, input, { ...init, headers });
    };
    const token = await raceWithAbort(csrf.renew(null), init.signal);
    const response = await attempt(token);
    if ((await readErrorCode(response, 403)) !== 'csrf_failed') return response;
    const renewed = await raceWithAbort(csrf.renew(token), init.signal);
    checkRepeat?.(403);
    return attempt(renewed);
  }

  return {
    endpoint,
    isApi: (url) => url.href.startsWith(`${endpoint('').origin}/`),
    plainFetch,
    send,
    call(path, call = {}) {
      const init = { method: 'POST', keepalive: call.keepalive ?? false, ...encodeBody(call.body) };
      return exchange((signal) => send(endpoint(path), { ...init, signal }), timeout, timers, call);
    },
    timeout,
    sessionHints: () => sessionHints(endpoint(''), options),
    forgetCsrf: csrf.forget,
  };
}

/**
 * Does not follow redirects. Only recent engines drop Authorization on the way to another origin
 * (Fetch standard, 2022); no engine drops other headers or a repeated body.
 */
async function transmit(fetch: typeof globalThis.fetch, input: Request | URL, init: RequestInit): Promise<Response> {
  // A Request has 'same-origin' by default, so only 'omit' is known to be intended.
  const { credentials = (input as Partial<Request>).credentials === 'omit' ? 'omit' : 'include' } = init;
  const attempt = input instanceof URL ? input.href : input.clone();
  const response = await fetch(attempt, { ...init, credentials, redirect: 'manual' });
  // Browsers hide a redirect that is not followed; server runtimes show it.
  if (response.type !== 'opaqueredirect' && !/^30[12378]$/.test(`${response.status}`)) return response;
  throw new AuthError('unexpected_redirect', { status: response.status || undefined });
}

/** Sends within the timeout, and reads the response. */
async function exchange<T>(
  send: (signal: AbortSignal) => Promise<Response>,
  timeout: number,
  timers: Timers | undefined,
  { signal: outer, started }: CallOptions = {},
): Promise<T> {
  const { signal, end } = withTimeout(timeout, outer, timers);
  started?.(end);
  try {
    signal.throwIfAborted();
    return await raceWithAbort(send(signal).then(readBody<T>), signal);
  } catch (cause) {
    throw isAuthError(cause) ? cause : noResponse(cause);
  } finally {
    end();
  }
}

/** `fetch` for JSON, with errors as `AuthError`. */
export function createJsonRequest(http: Transport, fetch: AuthClient['fetch']): AuthClient['request'] {
  return async <T>(path: string, options: JsonRequestOptions = {}) => {
    const { body, signal, headers, method = body === undefined ? 'GET' : 'POST' } = options;
    try {
      return await readBody<T>(
        await fetch(http.endpoint(path), { method, ...encodeBody(body, headers), signal: signal ?? null }),
      );
    } catch (cause) {
      if (isAuthError(cause) || signal?.aborted) throw cause;
      throw noResponse(cause);
    }
  };
}

/**
 * What becomes JSON, by its tag. `fetch` sends everything else unchanged. Its class says nothing: in
 * test environments it may be that of another realm.
 */
const isJson = /t (?:Object|Array|Nu\w+|Boolean|Date)]/;

/** The FormData of React Native and the Blob of happy-dom have no tag. */
const isTagless = (body: unknown) => {
  const { append, stream = append } = Object(body) as { append?: unknown; stream?: unknown };
  return typeof stream === 'function';
};

/** The part of a `RequestInit` that accepts JSON, and sends `body` as JSON or unchanged. */
function encodeBody(body: unknown, more?: HeadersInit): RequestInit {
  const headers = new Headers(more);
  if (!headers.has('Accept')) headers.set('Accept', 'application/json');
  if (body === undefined) return { headers };
  if (!isJson.test({}.toString.call(body)) || isTagless(body)) {
    // `duplex` is required for a stream. It is in the Fetch standard, but not yet in TypeScript's types.
    return { headers, body, duplex: 'half' } as RequestInit;
  }
  headers.set('Content-Type', 'application/json');
  return { headers, body: JSON.stringify(body) };
}
