/** The codes of `protocol/errors.json`; a type test keeps the two lists equal. */
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

/** What can go wrong without an answer of the server, or with one that is not in the protocol's form. */
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

/** Every failure of this library: a stable code for the program, a sentence for people. */
export class AuthError extends Error {
  override readonly name = 'AuthError';
  /** One of `ErrorCode`, or the code that a view of the project's own has put in its answer. */
  declare readonly code: ErrorCode | (string & {});
  /** HTTP status of the answer, `null` when there was none. */
  declare readonly status: number | null;
  /**
   * Reasons by field of a `validation_error`; `non_field_errors` holds what concerns the whole body. A field of a nested
   * serializer has its path for a name: `address.street`, `lines.1.title`, `address.non_field_errors`.
   */
  declare readonly fields: Readonly<Record<string, readonly string[]>>;
  /** Seconds the server asks to wait before the next try. */
  declare readonly retryAfter: number | null;

  constructor(code: AuthError['code'], details: AuthErrorDetails = {}) {
    const { message = `The request failed (${code}).`, cause, status = null, fields = {}, retryAfter = null } = details;
    super(message, { cause });
    Object.assign(this, { code, status, fields, retryAfter });
  }
}

/** Tells an `AuthError` from the other things a `catch` can receive. */
export function isAuthError(error: unknown): error is AuthError {
  return error instanceof AuthError;
}
