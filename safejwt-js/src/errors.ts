/**
 * The error codes of the server. A type test compares them with `protocol/errors.json`, their
 * source.
 */
export type ServerErrorCode =
  | 'validation_error'
  | 'parse_error'
  | 'bad_request'
  | 'link_invalid'
  | 'not_authenticated'
  | 'access_token_expired'
  | 'invalid_token'
  | 'session_ended'
  | 'invalid_credentials'
  | 'refresh_token_missing'
  | 'refresh_token_invalid'
  | 'refresh_token_expired'
  | 'refresh_token_revoked'
  | 'refresh_token_reused'
  | 'csrf_failed'
  | 'permission_denied'
  | 'reauthentication_required'
  | 'mfa_required'
  | 'email_not_verified'
  | 'password_required'
  | 'not_found'
  | 'method_not_allowed'
  | 'not_acceptable'
  | 'body_too_large'
  | 'unsupported_media_type'
  | 'throttled'
  | 'server_error'
  | 'service_unavailable';

/**
 * The error codes of the client, for a missing response or one that is not in the protocol's form.
 */
export type ClientErrorCode =
  | 'network_error'
  | 'timeout'
  | 'unexpected_response'
  | 'unexpected_redirect'
  | 'body_not_replayable'
  | 'superseded'
  | 'disposed';

export type ErrorCode = ServerErrorCode | ClientErrorCode;

export interface AuthErrorDetails {
  message?: string | undefined;
  status?: number | null | undefined;
  fields?: AuthError['fields'] | undefined;
  retryAfter?: number | null | undefined;
  cause?: unknown;
}

/**
 * The one error class of this library: a stable code for the program, a sentence for the user. The
 * `cause` is the parsed body of the response, or what `fetch` has thrown.
 */
export class AuthError extends Error {
  override readonly name = 'AuthError';
  /** One of `ErrorCode`, or a code from one of the project's own views. */
  declare readonly code: ErrorCode | (string & {});
  /** The HTTP status; `null` without a response. */
  declare readonly status: number | null;
  /**
   * The reasons of a `validation_error` by field; `non_field_errors` contains those for the whole
   * body. The name of a nested field is its path: `address.street`, `lines.1.title`,
   * `address.non_field_errors`.
   */
  declare readonly fields: Readonly<Record<string, readonly string[]>>;
  /** The seconds to wait before the next attempt, if the server has given them. */
  declare readonly retryAfter: number | null;

  constructor(code: AuthError['code'], details: AuthErrorDetails = {}) {
    const { cause, status = null, fields = {}, retryAfter = null, message = sentenceFor(code, status) } = details;
    super(message, { cause });
    Object.assign(this, { code, status, fields, retryAfter });
  }
}

/** What happened and what to do next, where the response has no sentence: it is the page of a proxy, or a crash. */
function sentenceFor(code: string, status: number | null): string {
  if (status === 504) return 'The server did not respond in time. Check what was done, then try again.';
  if (status === 502 || status === 503) return 'The server is unavailable. Try again shortly.';
  return code === 'server_error' ? 'The server failed. Try again later.' : `The request failed (${code}).`;
}

/** Whether a caught value is an `AuthError`. */
export function isAuthError(error: unknown): error is AuthError {
  return error instanceof AuthError;
}

/** Browsers do not tell scripts whether the network, CORS or the page's CSP is the reason. */
export function noResponse(cause: unknown): AuthError {
  return new AuthError('network_error', { message: 'The server does not respond.', cause });
}
