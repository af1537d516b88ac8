import { isAuthError } from '../../../src/index.js';
import { isPasskeyError, type PasskeyErrorCode } from '../../../src/passkeys/index.js';

const messages: Readonly<Record<PasskeyErrorCode, string | null>> = {
  // The user has closed the dialog, or has no passkey here. Browsers do not tell which.
  cancelled: null,
  aborted: null,
  timeout: 'That took too long. Try again.',
  already_registered: 'This device already has a passkey of your account.',
  unsupported: 'This browser or device cannot use passkeys here.',
  not_allowed: 'Passkeys do not work at this address.',
  failed: 'The passkey did not work. Try again, or log in another way.',
};

/** Returns what to show, or `null` for nothing. */
export function passkeyMessage(error: unknown): string | null {
  if (isPasskeyError(error)) return messages[error.code];
  if (isAuthError(error)) return error.message;
  return error ? 'Something went wrong. Try again.' : null;
}
