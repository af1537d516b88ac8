import { abortable, limit } from '../browser/abort-signal.js';
import { AuthError, isAuthError } from '../errors.js';
import type { AuthClientOptions } from '../types.js';
import { createCsrf } from './csrf.js';
import { codeOf, readAnswer } from './response.js';

export interface CallOptions {
  body?: unknown;
  signal?: AbortSignal;
  keepalive?: boolean;
  /** Is given what ends the request; it then rejects with `network_error`, whose cause is the reason. */
  begun?: (end: (reason: unknown) => void) => void;
}

export interface Http {
  /** The URL of a path below the mount point. */
  endpoint(path: string): URL;
  /** Whether tokens may be sent there. */
  isApi(url: URL): boolean;
  /** The platform's `fetch`, nothing added. */
  plainFetch: typeof globalThis.fetch;
  /**
   * One request to the API with the CSRF header. When the server refuses that, renews the cookie and repeats once;
   * `checkRepeat` is called with the status before, and throws if there must be no repetition.
   */
  send(input: Request | URL, init: RequestInit, checkRepeat?: (status: number) => void): Promise<Response>;
  /** A POST to one of the protocol's endpoints: JSON in, JSON out, bounded by the time-out. Rejects with `AuthError`. */
  call<T>(path: string, options?: CallOptions): Promise<T>;
  /** Milliseconds. */
  readonly timeout: number;
  /** To be called when a session has started or ended, in whichever tab, or when nobody waits for `csrf/` any more. */
  forgetCsrf(): void;
}

/** The only place that calls `fetch`. */
export function createHttp(options: AuthClientOptions): Http {
  const { baseUrl = '/users/', csrfHeaderName = 'X-CSRFToken', timeout = 15_000 } = options;
  const { csrfCookieNames = ['__Host-csrftoken', 'csrftoken'] } = options;
  // Looked up at each call, so that tools which replace the global later are seen.
  const plainFetch: typeof globalThis.fetch = options.fetch ?? ((input, init) => globalThis.fetch(input, init));
  const csrf = createCsrf(csrfCookieNames, askForCsrf, options.cookies);

  /** Resolved against the location and not the document's base: a `<base>` slipped into the page must not move the API. */
  function mount(): URL {
    return new URL(baseUrl.replace(/\/?$/, '/'), globalThis.location?.href);
  }

  function isApi(url: URL): boolean {
    return url.href.startsWith(`${mount().origin}/`);
  }

  /**
   * Redirects are not followed: Authorization is dropped on the way to another origin only by recent engines (Fetch
   * standard, 2022), other headers and a repeated body by none.
   */
  async function transmit(input: Request | URL, init: RequestInit, csrfToken?: string): Promise<Response> {
    const headers = new Headers(init.headers);
    if (csrfToken !== undefined) headers.set(csrfHeaderName, csrfToken);
    // A Request says 'same-origin' unless it was given something else, so only 'omit' is known to be meant.
    const { credentials = (input as Partial<Request>).credentials === 'omit' ? 'omit' : 'include' } = init;
    const attempt = input instanceof URL ? input.href : input.clone();
    const response = await plainFetch(attempt, { ...init, credentials, headers, redirect: 'manual' });
    if (!isRedirect(response)) return response;
    throw new AuthError('unexpected_redirect', { status: response.status || undefined });
  }

  const send: Http['send'] = async (input, init, checkRepeat) => {
    const token = csrf.current() ?? (await abortable(csrf.renew(null), init.signal));
    const response = await transmit(input, init, token);
    if (response.status !== 403 || (await codeOf(response)) !== 'csrf_failed') return response;
    const renewed = await abortable(csrf.renew(token), init.signal);
    checkRepeat?.(403);
    return transmit(input, init, renewed);
  };

  /** Sends within the time-out, and reads the answer. */
  async function exchange<T>(
    { signal: outer, begun }: CallOptions,
    sending: (signal: AbortSignal) => Promise<Response>,
  ): Promise<T> {
    const { signal, end } = limit(timeout, outer, options.timers);
    begun?.(end);
    try {
      signal.throwIfAborted();
      return await abortable(sending(signal).then(readSession<T>), signal);
    } catch (cause) {
      throw isAuthError(cause) ? cause : new AuthError('network_error', { cause });
    } finally {
      end();
    }
  }

  async function askForCsrf(): Promise<string> {
    const url = endpoint('csrf/');
    const answer = await exchange<{ csrfToken?: unknown }>({}, (signal) => transmit(url, { signal }));
    if (typeof answer?.csrfToken !== 'string') throw new AuthError('unexpected_response', { status: 200 });
    return answer.csrfToken;
  }

  function endpoint(path: string): URL {
    return new URL(path, mount());
  }

  return {
    endpoint,
    isApi,
    plainFetch,
    send,
    call(path, call = {}) {
      const { body, keepalive = false } = call;
      const init = { method: 'POST', keepalive, ...jsonBody(body) };
      return exchange(call, (signal) => send(endpoint(path), { ...init, signal }));
    },
    timeout,
    forgetCsrf: csrf.forget,
  };
}

/** The part of a `RequestInit` that sends `body` as JSON and asks for JSON. */
export function jsonBody(body: unknown, more?: HeadersInit): { headers: Headers; body?: string } {
  const headers = new Headers(more);
  if (!headers.has('Accept')) headers.set('Accept', 'application/json');
  if (body === undefined) return { headers };
  headers.set('Content-Type', 'application/json');
  return { headers, body: JSON.stringify(body) };
}

/** 202 says that nothing has happened yet (RFC 9110, 15.3.3): there is no session in it. */
function readSession<T>(response: Response): Promise<T> {
  if (response.status === 202) throw new AuthError('unexpected_response', { status: 202 });
  return readAnswer(response);
}

/** Browsers hide a redirect that is not followed, servers' runtimes show it. */
function isRedirect(response: Response): boolean {
  return response.type === 'opaqueredirect' || /^30[12378]$/.test(`${response.status}`);
}
