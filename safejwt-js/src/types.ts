/** Public option and state types. */

/** What the server says of the signed-in person; projects extend it with their own serializer's fields. */
export interface User {
  id: number | string;
  username: string;
  email: string;
}

/** Why nobody is signed in. */
export type AnonymousReason =
  | 'not_signed_in'
  | 'signed_out'
  | 'session_expired'
  | 'session_revoked'
  | 'session_reused';

/**
 * The session as this tab knows it.
 *
 * `unknown` lasts until the server has answered once; an unreachable server keeps it `unknown` and `degraded`, it never
 * makes anybody anonymous. The object is replaced only when something in it changes: a new access token changes nothing.
 */
export type AuthState<TUser extends User = User> =
  | { readonly status: 'unknown'; readonly user: null; readonly reason: null; readonly degraded: boolean }
  | { readonly status: 'authenticated'; readonly user: TUser; readonly reason: null; readonly degraded: boolean }
  | { readonly status: 'anonymous'; readonly user: null; readonly reason: AnonymousReason; readonly degraded: boolean };

export interface AuthClientOptions {
  /** Where the safejwt endpoints are mounted. Default `/users/`; its origin is the only one that ever gets a token. */
  baseUrl?: string;
  /** Names of the CSRF cookie, the first one found is sent. Default `['__Host-csrftoken', 'csrftoken']`. */
  csrfCookieNames?: readonly string[];
  /** Default `X-CSRFToken`. */
  csrfHeaderName?: string;
  /** Milliseconds before an unanswered auth request (login, token, logout…) counts as a network failure. Default 15 000. */
  timeout?: number;
  /** Default the platform's `fetch`. */
  fetch?: typeof globalThis.fetch;
  /** Milliseconds, only differences count. Default `performance.now`. */
  now?: () => number;
}

/** What the person typed into the login form; extra fields are sent as they are. */
export interface Credentials {
  username: string;
  password: string;
}

export interface AuthClient<TUser extends User = User> {
  /** The current state; the same object until something in it changes. */
  getState(): AuthState<TUser>;
  /** Calls `listener` after each change of state; returns the function that stops it. */
  subscribe(listener: () => void): () => void;
  /**
   * Restores the session with the refresh cookie: one request when a CSRF cookie is there. Calls made while it runs, or
   * after it has succeeded, share its outcome. Never rejects: an unreachable server leaves `unknown` and `degraded`.
   */
  restore(): Promise<AuthState<TUser>>;
  /** Signs in. Rejects with `AuthError` (`invalid_credentials`, `throttled`, `network_error`…). */
  login(credentials: Credentials): Promise<TUser>;
  /** Creates an account and signs in. Rejects with `AuthError`; field errors are in `error.fields`. */
  register(fields: Readonly<Record<string, unknown>>): Promise<TUser>;
  /**
   * Ends the session here at once and on the server. Rejects with `AuthError` when the server could not be told; this
   * tab is signed out all the same.
   */
  logout(): Promise<void>;
  /**
   * `fetch` with the access token and the CSRF header for the API's origin; other origins get neither. Refreshes before
   * expiry, and once on a 401 about the token, then repeats the request; on a CSRF 403 renews the cookie and repeats.
   * Relative URLs are resolved against the page, as `fetch` does.
   */
  fetch(input: RequestInfo | URL, init?: RequestInit): Promise<Response>;
  /** `client.fetch` for JSON: sends `body` as JSON, resolves with the parsed answer, rejects with `AuthError` on a non-2xx. */
  request<T>(path: string, options?: JsonRequestOptions): Promise<T>;
  /** A token good for at least a few seconds, refreshed if need be; `null` when nobody is signed in. */
  getAccessToken(): Promise<string | null>;
  /** Replaces the user in the state, after the app has changed the profile. */
  setUser(user: TUser): void;
  /** Stops timers and listeners. */
  dispose(): void;
}

export interface JsonRequestOptions {
  method?: string;
  /** Sent as JSON. */
  body?: unknown;
  signal?: AbortSignal;
  headers?: HeadersInit;
}
