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

/** The page says itself that the session of the request has ended. */
const ENDED = ['superseded', 'session_ended', 'not_authenticated'];

/** Reports an error that belongs to no form. */
export function alertError(error: unknown): void {
  if (isAuthError(error) && ENDED.includes(error.code)) return;
  if (isUnconfirmed(error)) alertNeutral(errorText(error));
  else alertFailure(errorMessage(error));
}
