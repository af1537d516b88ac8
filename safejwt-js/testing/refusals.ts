import type { ServerErrorCode } from 'safejwt-js';

/** A response to be: `body` becomes JSON. */
export interface Reply {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Status and sentence of each error. A test compares the statuses with `protocol/errors.json`. */
export const errors: Readonly<Record<ServerErrorCode, readonly [status: number, detail: string]>> = {
  validation_error: [400, 'Some fields need correcting.'],
  parse_error: [400, 'JSON parse error'],
  bad_request: [400, 'The request is malformed.'],
  link_invalid: [400, 'This link is no longer valid.'],
  not_authenticated: [401, 'Authentication credentials were not provided.'],
  access_token_expired: [401, 'Access token expired'],
  invalid_token: [401, 'Access token invalid'],
  session_ended: [401, 'Session ended'],
  invalid_credentials: [401, 'No active account matches this name and password.'],
  refresh_token_missing: [401, 'No refresh token. Log in.'],
  refresh_token_invalid: [401, 'Refresh token invalid. Log in again.'],
  refresh_token_expired: [401, 'Session expired. Log in again.'],
  refresh_token_revoked: [401, 'Session ended. Log in again.'],
  refresh_token_reused: [401, 'Session ended for safety: its refresh token was used twice. Log in again.'],
  csrf_failed: [403, 'CSRF check failed.'],
  permission_denied: [403, 'You do not have permission to perform this action.'],
  reauthentication_required: [403, 'Enter your password again for this.'],
  mfa_required: [403, 'Confirm this with your second factor.'],
  email_not_verified: [403, 'Confirm your email address first.'],
  password_required: [403, 'Enter the password of the account to follow this link.'],
  not_found: [404, 'Not found.'],
  method_not_allowed: [405, 'Method not allowed.'],
  not_acceptable: [406, 'Could not satisfy the request Accept header.'],
  body_too_large: [413, 'The body is larger than 65536 bytes.'],
  unsupported_media_type: [415, 'Unsupported media type in request.'],
  throttled: [429, 'Request was throttled.'],
  server_error: [500, 'Server error. Try again later.'],
  service_unavailable: [503, 'The service is unavailable for a moment. Try again shortly.'],
};

/** Thrown to refuse a request. The response has the protocol's form. */
export class Refusal extends Error {
  readonly code: ServerErrorCode;
  readonly reply: Reply;

  constructor(code: ServerErrorCode, more: { errors?: unknown; headers?: Readonly<Record<string, string>> } = {}) {
    const [status, detail] = errors[code];
    super(detail);
    this.code = code;
    const fields = more.errors === undefined ? {} : { errors: more.errors };
    this.reply = { status, body: { detail, code, ...fields }, headers: { ...ownHeaders(code), ...more.headers } };
  }
}

/** Returns a validation error with its reasons by field. */
export function invalid(reasons: Readonly<Record<string, readonly string[]>>): Refusal {
  return new Refusal('validation_error', { errors: reasons });
}

/** RFC 6750, section 3: the error of a presented token, or a plain challenge without one. */
function ownHeaders(code: ServerErrorCode): Record<string, string> {
  const [status, detail] = errors[code];
  if (status === 503) return { 'Retry-After': '5' };
  if (status !== 401) return {};
  if (code === 'not_authenticated' || code === 'invalid_credentials')
    return { 'WWW-Authenticate': 'Bearer realm="api"' };
  return { 'WWW-Authenticate': `Bearer error="invalid_token", error_description="${detail}"` };
}
