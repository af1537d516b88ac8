import { errorText } from 'frontend/src/i18n/error-text';
import { isAuthError } from 'safejwt-js';
import { isPasskeyError } from 'safejwt-js/passkeys';

const PASSKEY = {
  cancelled: 'No passkey was used. Try again, or use another way.',
  timeout: 'No passkey was used in time. Try again.',
  not_allowed: 'Passkeys do not work at this address.',
  already_registered: 'This device already has a passkey of your account.',
  unsupported: 'This browser or device cannot use passkeys.',
  aborted: 'Something else has asked for a passkey. Try again.',
  failed: 'The passkey did not work. Try again, or use another way.',
} as const;

/** The text for an error that belongs to no field: a sentence of django-allauth, or one of ours. */
export function problemText(error: unknown): string | null {
  if (error === null) return null;
  if (isPasskeyError(error)) return PASSKEY[error.code];
  const reasons = isAuthError(error) ? Object.values(error.fields).flat() : [];
  return reasons.join(' ') || errorText(error);
}
