/**
 * Why there is no passkey. `cancelled`: the user closed the dialog, or has no passkey here; browsers
 * do not tell which. `not_allowed`: this page may not use passkeys of that domain.
 * `already_registered`: this authenticator has a passkey of the account. `unsupported`: the browser
 * or the authenticator cannot do it. `aborted`: by the caller, or by another request. `failed`: any
 * other reason, see the `cause`.
 */
export type PasskeyErrorCode =
  | 'cancelled'
  | 'not_allowed'
  | 'already_registered'
  | 'unsupported'
  | 'timeout'
  | 'aborted'
  | 'failed';

/** The one error class of this entry: a stable code, and what the browser has thrown as `cause`. */
export class PasskeyError extends Error {
  override readonly name = 'PasskeyError';
  readonly code: PasskeyErrorCode;

  constructor(code: PasskeyErrorCode, cause?: unknown) {
    super(`No passkey (${code}).`, { cause });
    this.code = code;
  }
}

/** Whether a caught value is a `PasskeyError`. */
export function isPasskeyError(error: unknown): error is PasskeyError {
  return error instanceof PasskeyError;
}

/** By the names of WebAuthn's errors (Web Authentication Level 3, sections 5.1.3 and 5.1.4). */
export const errorCodes: Readonly<Record<string, PasskeyErrorCode>> = {
  AbortError: 'aborted',
  ConstraintError: 'unsupported',
  InvalidStateError: 'already_registered',
  NotAllowedError: 'cancelled',
  NotSupportedError: 'unsupported',
  SecurityError: 'not_allowed',
  TimeoutError: 'timeout',
};
