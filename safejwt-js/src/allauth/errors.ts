import { AuthError } from '../errors.js';
import type { AllauthBody } from './types.js';

const codeByStatus: Readonly<Record<number, string>> = {
  401: 'not_authenticated',
  // Also for an expired session token. It has been discarded by then.
  410: 'not_authenticated',
  409: 'conflict',
};

/** Whether the body of an error is that of allauth. Problems of RFC 9457 have a status too, and more. */
export function isAllauthBody(cause: unknown): cause is AllauthBody {
  const names = Object.keys(Object(cause));
  return names.includes('status') && names.every((name) => /^(status|data|meta|errors)$/.test(name));
}

/** The same error with allauth's code, sentence and fields. */
export function toAllauthError({ code, status, retryAfter, cause }: AuthError): AuthError {
  const { errors = [] } = cause as AllauthBody;
  const fields = new Map<string, string[]>();
  for (const { param = 'non_field_errors', message } of errors) {
    fields.set(param, [...(fields.get(param) ?? []), message]);
  }
  return new AuthError(errors[0]?.code ?? codeByStatus[status ?? 0] ?? code, {
    message: errors[0]?.message,
    fields: Object.fromEntries(fields),
    status,
    retryAfter,
    cause,
  });
}
