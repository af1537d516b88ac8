import type { ReactNode } from 'react';
import { isAuthError } from 'safejwt-js';
import { errorText } from '../i18n/error-text';
import { WaitText } from './wait-text';

/** The text for the error of a request. It counts down while the user has to wait. */
export function errorMessage(error: unknown): ReactNode {
  const isWait = isAuthError(error) && error.code === 'throttled' && error.retryAfter !== null;
  return isWait ? <WaitText seconds={error.retryAfter ?? 0} /> : errorText(error);
}
