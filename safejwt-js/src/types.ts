/** Public option and state types. */

/** What the server says of the signed-in person; projects extend it with their own serializer's fields. */
export interface User {
  id: number | string;
  username: string;
  email: string;
}

/** Why nobody is signed in. */
export type AnonymousReason = 'not_signed_in' | 'signed_out' | 'session_expired' | 'session_revoked' | 'session_reused';

/**
 * The session as this tab knows it, from the server or from another tab.
 *
 * `unknown` lasts until the server has answered once, and again when the page comes out of the back/forward cache; an
 * unreachable server keeps it `unknown` and `degraded`, it never makes anybody anonymous. The object is replaced only when
 * something in it changes: a new access token changes nothing.
 */
export type AuthState<TUser extends User = User> =
  | { readonly status: 'unknown'; readonly user: null; readonly reason: null; readonly degraded: boolean }
  | { readonly status: 'authenticated'; readonly user: TUser; readonly reason: null; readonly degraded: boolean }
  | { readonly status: 'anonymous'; readonly user: null; readonly reason: AnonymousReason; readonly degraded: boolean };

export interface Timers {
  setTimeout(callback: () => void, milliseconds: number): unknown;
  clearTimeout(timer: unknown): void;
}

export interface AuthClientOptions {
  /** Where the safejwt endpoints are mounted. Default `/users/`; its origin is the only one that ever gets a token. */
  baseUrl?: string;
  /** Names of the CSRF cookie, the first one found is sent. Default `['__Host-csrftoken', 'csrftoken']`. */
  csrfCookieNames?: readonly string[];
  /** Default `X-CSRFToken`. */
  csrfHeaderName?: string;
  /**
   * Milliseconds before an unanswered request of the client's own (login, token, logout…) fails with `timeout`; what goes
   * through `fetch` and `request` has the time its signal gives it. Default 15 000.
   */
  timeout?: number;
  /** Default the platform's `fetch`. */
  fetch?: typeof globalThis.fetch;
  /**
   * Milliseconds, only differences count; the same in all tabs. Default `performance.now` and `Date.now`, whichever moves
   * further: the first may stand still while the device sleeps, the second may be put back.
   */
  now?: () => number;
  /**
   * Whether the tabs of one browser hand each other the access token, so that one refresh does for all of them and a new tab
   * needs none. It goes over a BroadcastChannel, which scripts of the same origin can listen to; `false` tells the other tabs
   * only who has signed in, and that somebody has signed out. Default `true`.
   */
  shareTokens?: boolean;
  /**
   * Asks the person for the password when the API answers 403 `reauthentication_required`, and calls
   * `client.reauthenticate()` with it; asked once for all requests that wait. `true` repeats them, `false` hands the 403 to
   * their callers. Default: handed to the callers.
   */
  onReauthenticationRequired?: () => Promise<boolean>;
  /** Default `navigator.locks`; `null` for none: tabs then may refresh at the same time, and nothing is lost. */
  locks?: Pick<LockManager, 'request'> | null;
  /** Default a `BroadcastChannel` of that name; `null` for none: each tab then refreshes for itself. */
  channel?: ((name: string) => BroadcastChannel) | null;
  /** Where the page's life is told: `pagehide`, `pageshow`, `freeze`, `online`, `focus`… Default `window`. */
  page?: EventTarget | null;
  /** From 0 to 1, for the jitter of the pauses between tries. Default `Math.random`. */
  random?: () => number;
  /** What the page's scripts can read of the cookies. Default `document.cookie`. */
  cookies?: () => string;
  /** Default the platform's `setTimeout` and `clearTimeout`. */
  timers?: Timers;
}

/** What the person typed into the login form; extra fields are sent as they are. */
export interface Credentials {
  username: string;
  password: string;
}

export interface AuthClient<TUser extends User = User> {
  /** The current state; the same object until something in it changes. */
  getState(): AuthState<TUser>;
  /** Calls `listener` after each change of state, in whichever tab it was made; returns the function that stops it. */
  subscribe(listener: () => void): () => void;
  /**
   * Restores the session from another tab, or with the refresh cookie: one request when a CSRF cookie is there. Calls made
   * while it runs, or after it has succeeded, share its outcome. Never rejects: an unreachable server leaves `unknown` and
   * `degraded`. In a page it is tried again after a pause and when the person or the network comes back; calling it tries
   * at once, unless the server has asked for a pause.
   */
  restore(): Promise<AuthState<TUser>>;
  /** Signs in. Rejects with `AuthError` (`invalid_credentials`, `throttled`, `network_error`…). */
  login<TCredentials extends Credentials>(credentials: TCredentials): Promise<TUser>;
  /**
   * Creates an account and signs in; resolves with `null` when the server first wants the address confirmed, which the person
   * does by a link in a mail. Rejects with `AuthError`; the reasons by field are in `error.fields`.
   */
  register(fields: Readonly<Record<string, unknown>>): Promise<TUser | null>;
  /**
   * Proves that the signed-in person is still there, for what the API does only shortly after a login. Rejects with
   * `AuthError` (`invalid_credentials`, `throttled`…).
   */
  reauthenticate(password: string): Promise<void>;
  /**
   * Ends the session in all tabs at once, and then on the server. Rejects with `AuthError` when the server could not be told:
   * the tabs are signed out all the same, but the refresh cookie is still there, and reloading a page would restore the
   * session. Call it again to try again.
   */
  logout(): Promise<void>;
  /**
   * `fetch` with the access token and the CSRF header for the API's origin; other origins get neither. Refreshes before
   * expiry, and once on a 401 about the token, then repeats the request; on a CSRF 403 renews the cookie and repeats.
   * Relative URLs are resolved against the page, as `fetch` does.
   *
   * Every method and every body is repeated, except a `ReadableStream`, which is used up by the first try: the token is
   * renewed before sending where that is due, and if the server still asks for another, the call rejects with
   * `body_not_replayable` and succeeds with a new stream. An `Authorization` header of the caller's own is left alone. A
   * redirect of the API is not followed, for the headers would travel along: `unexpected_redirect`.
   *
   * Resolves with whatever else the server answers, like `fetch`, and rejects with an `AuthError` when no token could be had
   * for now (`network_error`, `timeout`, `throttled`, `service_unavailable`…; nobody is signed out by that, and until the
   * pause after it is over other calls that need a token reject with the same), or when somebody else signed in, or the
   * person out, in whichever tab, before the request was sent or repeated (`superseded`).
   */
  fetch(input: RequestInfo | URL, init?: RequestInit): Promise<Response>;
  /**
   * `client.fetch` for JSON. `path` is below `baseUrl`: `request('auth/')`; one that begins with a slash is of the API's
   * origin. Resolves with the parsed answer, `undefined` for an empty one; rejects with `AuthError` for any other than 2xx.
   */
  request<T>(path: string, options?: JsonRequestOptions): Promise<T>;
  /**
   * A token good for at least a few seconds, refreshed if need be; `null` when nobody is signed in. Rejects with `AuthError`
   * when that cannot be found out for now.
   */
  getAccessToken(): Promise<string | null>;
  /** Replaces the user in the state, after the app has changed the profile; in the other tabs too. */
  setUser(user: TUser): void;
  /**
   * Aborts what is under way and leaves the page and the other tabs alone, when the client is replaced; it cannot be used
   * afterwards.
   */
  dispose(): void;
}

export interface JsonRequestOptions {
  /** Default GET, or POST when there is a body. */
  method?: string;
  /** Sent as JSON. */
  body?: unknown;
  signal?: AbortSignal;
  headers?: HeadersInit;
}
