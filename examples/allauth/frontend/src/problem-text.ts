import { errorText } from 'frontend/src/i18n/error-text';
import i18next from 'i18next';
import { isAuthError } from 'safejwt-js';
import { isPasskeyError, type PasskeyErrorCode } from 'safejwt-js/passkeys';

/** Errors with a text of their own. A dialog that the user has closed is no error: the hooks of safejwt-js leave it out. */
const PASSKEY = ['timeout', 'not_allowed', 'already_registered', 'unsupported'] as const;

/**
 * The text for an error that belongs to no field: a sentence of django-allauth, or one of ours. Users who close the
 * question whether it is them chose that: it is no error.
 */
export function problemText(error: unknown): string | null {
  if (error === null || (isAuthError(error) && error.code === 'reauthentication_required')) return null;
  if (isPasskeyError(error)) return passkeyText(error.code);
  const reasons = isAuthError(error) ? Object.values(error.fields).flat() : [];
  return reasons.join(' ') || errorText(error);
}

function passkeyText(code: PasskeyErrorCode): string {
  return i18next.t(`passkeyErrors.${PASSKEY.find((known) => known === code) ?? 'other'}`);
}
