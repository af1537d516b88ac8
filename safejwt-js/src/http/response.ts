import { AuthError, type ErrorCode } from '../errors.js';

type Json = Readonly<Record<string, unknown>>;

/** For answers not in the protocol's form: a proxy's page, a truncated body, a view with DRF's own errors. */
const codeByStatus: Readonly<Record<number, ErrorCode>> = {
  403: 'permission_denied',
  404: 'not_found',
  413: 'body_too_large',
  429: 'throttled',
  503: 'service_unavailable',
};

/** The parsed body of a 2xx answer, `undefined` without one; rejects with an `AuthError` for any other answer. */
export async function readAnswer<T>(response: Response): Promise<T> {
  const text = await response.text();
  const body = parse(text);
  if (!response.ok) throw toError(response, body);
  if (body === undefined && text !== '') throw new AuthError('unexpected_response', { status: response.status });
  return body as T;
}

/**
 * The error code of an answer whose body stays readable for the caller; `null` when it is not in the protocol's form. The
 * header stands in for a body that is absent (HEAD) or was written by a view's own error handling (RFC 6750, 3.1).
 */
export async function codeOf(response: Response): Promise<string | null> {
  const { code } = asObject(parse(await response.clone().text()));
  if (typeof code === 'string') return code;
  return response.headers.get('WWW-Authenticate')?.includes('error="invalid_token"') ? 'invalid_token' : null;
}

function toError(response: Response, body: unknown): AuthError {
  const { status } = response;
  const { code, detail, errors, ...rest } = asObject(body);
  // Without a code it is not ours; DRF by itself answers 400 with the fields, or a list of reasons, at the top level.
  const own = Array.isArray(body) ? body : rest;
  const fields = readFields(errors ?? (status === 400 && code === undefined ? own : undefined));
  const known = typeof code === 'string' ? code : guessCode(status, fields);
  return new AuthError(known, {
    message: typeof detail === 'string' ? detail : undefined,
    status,
    fields,
    retryAfter: readRetryAfter(response.headers),
  });
}

function guessCode(status: number, fields: AuthError['fields']): ErrorCode {
  if (Object.keys(fields).length) return 'validation_error';
  return codeByStatus[status] ?? (status >= 500 ? 'server_error' : 'unexpected_response');
}

/**
 * Reasons by the path of their field: `address.street`, `lines.1.title`. DRF answers nested serializers with nested objects, and
 * lists of them with objects by index or, in older versions, with lists that have `{}` where nothing is wrong.
 */
function readFields(errors: unknown): AuthError['fields'] {
  const fields = new Map<string, string[]>();

  function collect(value: unknown, path: string): void {
    const reasons = [value].flat().filter((reason) => typeof reason === 'string');
    if (reasons.length) fields.set(path || 'non_field_errors', reasons);
    else for (const [key, inner] of Object.entries(asObject(value))) collect(inner, path ? `${path}.${key}` : key);
  }

  collect(asObject(errors), '');
  return Object.fromEntries(fields);
}

/**
 * Seconds; the header holds either seconds or a date (RFC 9110, 10.2.3), which is compared with the server's own clock where
 * its `Date` can be read: across origins it cannot.
 */
function readRetryAfter(headers: Headers): number | null {
  const header = headers.get('Retry-After');
  if (!header) return null;
  const now = Date.parse(headers.get('Date') ?? '') || Date.now();
  const seconds = /\D/.test(header) ? (Date.parse(header) - now) / 1000 : Number(header);
  return Number.isNaN(seconds) ? null : Math.max(0, Math.ceil(seconds));
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function asObject(value: unknown): Json {
  return typeof value === 'object' && value !== null ? (value as Json) : {};
}
