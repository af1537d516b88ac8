import i18next from 'i18next';
import { isAuthError } from 'safejwt-js';

/** Error codes with a text of their own: what happened, and what to do next. */
const CODES = [
  'invalid_credentials',
  'validation_error',
  'csrf_failed',
  'permission_denied',
  'reauthentication_required',
  'mfa_required',
  'email_not_verified',
  'password_required',
  'link_invalid',
  'not_found',
  'service_unavailable',
  'server_error',
  'network_error',
  'timeout',
  'not_authenticated',
] as const;

/** The text for the error of a request. */
export function errorText(error: unknown): string {
  if (!isAuthError(error)) return i18next.t('errors.fallback');
  if (error.code === 'throttled') return waitText(error.retryAfter);
  const code = CODES.find((known) => known === error.code);
  return i18next.t(`errors.${code ?? 'fallback'}`);
}

export function waitText(seconds: number | null): string {
  if (seconds === null) return i18next.t('errors.throttled');
  if (seconds <= 90) return i18next.t('errors.throttledSeconds', { count: seconds });
  if (seconds <= 2 * 3600) return i18next.t('errors.throttledMinutes', { count: Math.ceil(seconds / 60) });
  return i18next.t('errors.throttledHours', { count: Math.ceil(seconds / 3600) });
}
