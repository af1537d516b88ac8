import type { ReactNode } from 'react';
import { isAuthError } from 'safejwt-js';
import { errorText } from '../i18n/error-text';
import { alertFailure, alertNeutral } from './notifications';
import { WaitText } from './wait-text';

/** The text for the error of a request. It counts down while the user has to wait. */
export function errorMessage(error: unknown): ReactNode {
  const isWait = isAuthError(error) && error.code === 'throttled' && error.retryAfter !== null;
  return isWait ? <WaitText seconds={error.retryAfter ?? 0} /> : errorText(error);
}

/** Whether the user closed the question for their password or second factor. They chose it, so it is no error. */
export function isUnconfirmed(error: unknown): boolean {
  return isAuthError(error) && (error.code === 'reauthentication_required' || error.code === 'mfa_required');
}

/** Reports an error that belongs to no form. The page says itself that the session of the request has ended. */
export function alertError(error: unknown): void {
  if (isAuthError(error) && error.code === 'superseded') return;
  if (isUnconfirmed(error)) alertNeutral(errorText(error));
  else alertFailure(errorMessage(error));
}
