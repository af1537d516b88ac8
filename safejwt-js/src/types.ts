/** Public option and state types. */

import type { AuthError } from './errors.js';

/** What the client needs of a user. Everything else is the app's own: see `Register`. */
export interface User {
  id: number | string;
}

/**
 * Register the app's own types once, and the client and the React hooks use them by default.
 *
 * @example
 * declare module 'safejwt-js' {
 *   interface Register {
 *     user: { id: string; email: string };
 *     credentials: { email: string; password: string };
 *   }
 * }
 */
// biome-ignore lint/suspicious/noEmptyInterface: apps add to it.
export interface Register {}

/** The app's registered user type, or else `User`. */
export type RegisteredUser = Register extends { user: infer TUser extends User } ? TUser : User;

/** The app's registered type of the login form, or else any object. */
export type Credentials = Register extends { credentials: infer TCredentials extends object } ? TCredentials : object;

/** Why no user is signed in. */
export type AnonymousReason = 'not_signed_in' | 'signed_out' | 'session_expired' | 'session_revoked' | 'session_reused';

/**
 * The session as this tab knows it, from the server or from another tab.
 *
 * `unknown` lasts until the server has responded once, and returns when the page comes out of the
 * back/forward cache. An unreachable server keeps the state `unknown` and `degraded`; it never
 * makes it `anonymous`. `anonymous` and `degraded` is a logout that the server has not carried out:
 * its session still exists, and the client repeats the logout.
 *
 * The object is replaced only when one of its properties changes. A new access token changes none.
 */
export type AuthState<TUser extends User = RegisteredUser> =
  | { readonly status: 'unknown'; readonly user: null; readonly reason: null; readonly degraded: boolean }
  | { readonly status: 'authenticated'; readonly user: TUser; readonly reason: null; readonly degraded: boolean }
  | { readonly status: 'anonymous'; readonly user: null; readonly reason: AnonymousReason; readonly degraded: boolean };

export interface Timers {
  setTimeout(callback: () => void, milliseconds: number): unknown;
  clearTimeout(timer: unknown): void;
}

export interface AuthClientOptions {
  /**
   * Where the safejwt endpoints are mounted. Default `/users/`. Only its origin ever receives a
   * token.
   */
  baseUrl?: string;
  /**
   * Names of the CSRF cookie; the first one found is sent. Default `['__Host-csrftoken',
   * 'csrftoken']`.
   */
  csrfCookieNames?: readonly string[];
  /** Default `X-CSRFToken`. */
  csrfHeaderName?: string;
  /**
   * Whether the server sets the cookie `session-hint` for scripts, or one whose name contains that,
   * together with the refresh cookie. Without the cookie, a page on the host of the API knows that
   * the visitor is anonymous, and sends no request. With `false`, the client always asks the server.
   * Default `true`.
   */
  sessionHint?: boolean;
  /**
   * The header for the access token. Default `Authorization`. Another one leaves `Authorization` to
   * the browser, for a site behind HTTP Basic.
   */
  authorizationHeader?: string;
  /**
   * Milliseconds before a request of the client itself (login, token, logout…) fails with
   * `timeout`. Default 15 000. For `fetch` and `request`, use a signal.
   */
  timeout?: number;
  /** Default: the platform's `fetch`. */
  fetch?: typeof globalThis.fetch;
  /**
   * Returns milliseconds, the same in all tabs; only differences count. Default: `performance.now`
   * and `Date.now`, whichever moves further. The first may stand still while the device sleeps, the
   * second may be set back.
   */
  now?: () => number;
  /**
   * Whether the tabs of one browser share the access token. One refresh then serves all tabs, and a
   * new tab needs none. The token travels over a BroadcastChannel, which scripts of the same origin
   * can read. With `false`, the other tabs learn only who has signed in or out. Default `true`.
   */
  shareTokens?: boolean;
  /**
   * Re-authenticates the user when the API responds with 403 `reauthentication_required`: asks for
   * the password and calls `client.reauthenticate()` with it, or uses a passkey or a code. It is
   * called once for all requests that wait. `true` repeats them with a new token; `false` returns the
   * 403 to their callers, which is the default.
   */
  onReauthenticationRequired?: () => Promise<boolean>;
  /** Default `navigator.locks`. With `null`, tabs may refresh at the same time, which is safe. */
  locks?: Pick<LockManager, 'request'> | null;
  /** Default: a `BroadcastChannel` of that name. With `null`, each tab refreshes for itself. */
  channel?: ((name: string) => BroadcastChannel) | null;
  /**
   * The target of the page's events: `pagehide`, `pageshow`, `freeze`, `online`, `focus`… Default
   * `window`.
   */
  page?: EventTarget | null;
  /**
   * Returns a number from 0 to 1, for the jitter of the pauses between attempts. Default
   * `Math.random`.
   */
  random?: () => number;
  /** Returns the cookies that the page's scripts can read. Default `document.cookie`. */
  cookies?: () => string;
  /** Default: the platform's `setTimeout` and `clearTimeout`. */
  timers?: Timers;
  /**
   * Where a logout that the server has not confirmed is marked, so that other tabs and the next page
   * complete it. It never holds a token. Default `localStorage`. With `null`, only this page completes
   * it.
   */
  storage?: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> | null;
}

/**
 * What `signIn` resolves with: the user who is signed in now, or the server's response when it
 * requires another step first, such as a one-time code.
 */
export type SignInResult<TUser extends User = RegisteredUser, TAnswer = unknown> =
  | { readonly user: TUser; readonly answer: null }
  | { readonly user: null; readonly answer: TAnswer };

export interface AuthClient<TUser extends User = RegisteredUser, TCredentials extends object = Credentials> {
  /** Returns the current state: the same object until one of its properties changes. */
  getState(): AuthState<TUser>;
  /**
   * Calls `listener` after each change of state, in any tab. Returns the function that stops it.
   */
  subscribe(listener: () => void): () => void;
  /**
   * Restores the session from another tab, or with the refresh cookie: one request if there is a
   * CSRF cookie, and none for a visitor without a session (`sessionHint`). Concurrent and later
   * calls share its result. Never rejects: an unreachable server
   * leaves the state `unknown` and `degraded`. A page then attempts it again after a pause, and
   * when the user or the network comes back. A call attempts it at once, unless the server has
   * requested a pause.
   */
  restore(): Promise<AuthState<TUser>>;
  /**
   * Posts `body` to an endpoint that may start a session: a one-time code, a magic link, a social
   * login. `path` is relative to `baseUrl`. A response with `accessToken` and `user` signs in, in all
   * tabs. Any other 2xx response is the `answer`, and nothing has changed. Rejects with `AuthError`.
   *
   * @example
   * const { user, answer } = await client.signIn<{ step: 'code' }>('login/', { email, password });
   * if (!user) askForCode(answer.step);
   */
  signIn<TAnswer = unknown>(path: string, body?: unknown): Promise<SignInResult<TUser, TAnswer>>;
  /**
   * Signs in with a session response that the app has received by other means. Rejects with
   * `unexpected_response` if `answer` is not a session.
   */
  adopt(answer: unknown): Promise<TUser>;
  /**
   * Exchanges a login of another kind for a session, at `adopt/`: that of a redirect, when the browser
   * is back from a provider, or a credential of another package, such as `{ refresh }` of simplejwt.
   * Delete that credential afterwards. Resolves with `null` when there is no such login and no
   * session. Rejects with `AuthError`; the credential is then as good as before.
   */
  adoptLogin(credential?: object): Promise<TUser | null>;
  /**
   * Logs in at `login/`. Rejects with `AuthError` (`invalid_credentials`, `throttled`,
   * `network_error`…); with `unexpected_response` when the server requires another step, for which
   * there is `signIn`.
   */
  login(credentials: TCredentials): Promise<TUser>;
  /**
   * Creates an account and logs in. Resolves with `null` when the server first requires another step:
   * the user has to confirm their email address by a link. Rejects with `AuthError`; `error.fields`
   * contains the reasons by field.
   */
  register(fields: object): Promise<TUser | null>;
  /**
   * Re-authenticates the signed-in user, for actions that the API allows only shortly after a
   * login. Rejects with `AuthError`: `validation_error` for a wrong password, whose reason is in
   * `fields.password`, or `throttled`…
   */
  reauthenticate(password: string): Promise<void>;
  /**
   * Gets a new access token and the user, although the current token is still valid: after a step-up
   * by a passkey or a code, or after a change of rights. For an anonymous visitor, restores the
   * session that another window may have started. Resolves with `null` when no user is signed in.
   * Rejects with `AuthError` when the server cannot be reached.
   */
  refresh(): Promise<TUser | null>;
  /**
   * Returns why the state is `degraded`, or `null`: `network_error` and `timeout` mean that the server
   * cannot be reached, other codes that it cannot respond for now.
   */
  getFailure(): AuthError | null;
  /**
   * Ends the session in all tabs at once, and then on the server. Rejects with `AuthError` when the
   * request fails. All tabs hide the user in any case, but the session still exists, and the state is
   * `degraded`. The client then repeats the logout after a pause, when the network comes back, and
   * after a reload. A call repeats it at once.
   */
  logout(): Promise<void>;
  /**
   * Ends all sessions of the user, on all devices, and then signs out all tabs. Rejects with
   * `AuthError` when the request fails; the user is still signed in then.
   */
  logoutEverywhere(): Promise<void>;
  /**
   * `fetch` with the access token and the CSRF header for the API's origin; other origins receive
   * neither. Refreshes before the token expires, and once on a 401 about the token, then repeats
   * the request. On a CSRF 403 it renews the cookie and repeats. Relative URLs are resolved against
   * the page, as `fetch` does. When the 401 was about a session that the server has ended, the
   * request is repeated without a token, so that a public endpoint responds; a private one refuses
   * it again, and the caller receives the first 401.
   *
   * Every method and every body can be repeated, except a `ReadableStream`, which the first attempt
   * consumes. A token that is about to expire is renewed before such a request is sent. If the
   * server still requires another token, the call rejects with `body_not_replayable` and succeeds
   * with a new stream. The caller's own `Authorization` header is left alone. A redirect of the API
   * is not followed, because the headers would go with it: `unexpected_redirect`.
   *
   * Resolves with every other response, like `fetch`. Rejects with an `AuthError` when no token can
   * be obtained for now (`network_error`, `timeout`, `throttled`, `service_unavailable`…). That
   * signs out no user, and until the pause after it ends, other calls that need a token reject with
   * the same error. Also rejects when a different user signs in, or the user signs out, in any tab,
   * before the request is sent or repeated (`superseded`).
   */
  fetch(input: RequestInfo | URL, init?: RequestInit): Promise<Response>;
  /**
   * `client.fetch` for JSON. `path` is relative to `baseUrl`: `request('auth/')`. With a leading
   * slash it is relative to the API's origin, while `fetch` is relative to the page's. Resolves with the parsed body, `undefined` for an
   * empty one. Rejects with `AuthError` for any response other than 2xx.
   */
  request<T>(path: string, options?: JsonRequestOptions): Promise<T>;
  /**
   * Returns a token that is valid for at least a few seconds, refreshed if necessary; `null` when
   * no user is signed in. Rejects with `AuthError` when neither is known for now.
   */
  getAccessToken(): Promise<string | null>;
  /**
   * Replaces the user in the state, in all tabs, after the app has changed the profile. Ignores a
   * user with another `id`, from a response that arrives after another login.
   */
  setUser(user: TUser): void;
  /**
   * Aborts pending requests and disconnects from the page and the other tabs. The client cannot be
   * used afterwards.
   */
  dispose(): void;
}

export interface JsonRequestOptions {
  /** Default GET, or POST when there is a body. */
  method?: string;
  /**
   * Sent as JSON, unless `fetch` can send it unchanged: `FormData`, `Blob`, `URLSearchParams`, bytes,
   * a stream, or a string.
   */
  body?: unknown;
  signal?: AbortSignal;
  headers?: HeadersInit;
}
