import { errorText } from 'frontend/src/i18n/error-text';
import { isAuthError } from 'safejwt-js';
import { isPasskeyError, type PasskeyErrorCode } from 'safejwt-js/passkeys';

/** A dialog that the user has closed is no error: the hooks of safejwt-js leave it out. */
const PASSKEY: Partial<Record<PasskeyErrorCode, string>> = {
  timeout: 'No passkey was used in time. Try again.',
  not_allowed: 'Passkeys do not work at this address.',
  already_registered: 'This device already has a passkey of your account.',
  unsupported: 'This browser or device cannot use passkeys.',
};

/**
 * The text for an error that belongs to no field: a sentence of django-allauth, or one of ours. Users who close the
 * question whether it is them chose that: it is no error.
 */
export function problemText(error: unknown): string | null {
  if (error === null || (isAuthError(error) && error.code === 'reauthentication_required')) return null;
  if (isPasskeyError(error)) return PASSKEY[error.code] ?? 'The passkey did not work. Try again, or use another way.';
  const reasons = isAuthError(error) ? Object.values(error.fields).flat() : [];
  return reasons.join(' ') || errorText(error);
}
