import { AuthError, type ErrorCode } from '../errors.js';

type Json = Readonly<Record<string, unknown>>;

/**
 * For responses that are not in the protocol's form: a proxy's page, a truncated body, DRF's own
 * errors.
 */
const codeByStatus: Readonly<Record<number, ErrorCode>> = {
  403: 'permission_denied',
  404: 'not_found',
  413: 'body_too_large',
  429: 'throttled',
  503: 'service_unavailable',
};

/**
 * Returns the parsed body of a 2xx response, `undefined` for an empty one.
 *
 * @throws AuthError for any other response.
 */
export async function readBody<T>(response: Response): Promise<T> {
  const text = await response.text();
  const body = parse(text);
  if (!response.ok) throw toError(response, body);
  if (body === undefined && text !== '') throw new AuthError('unexpected_response', { status: response.status });
  return body as T;
}

/**
 * Returns the error code of a response with this status, and leaves its body readable for the
 * caller; `null` for any other status, and for a response that is not in the protocol's form. The
 * header stands in for a body that is missing (HEAD) or comes from a view's own error handling
 * (RFC 6750, section 3.1).
 */
export async function readErrorCode(response: Response, status: number): Promise<string | null> {
  if (response.status !== status) return null;
  const { code } = asObject(parse(await response.clone().text()));
  if (typeof code === 'string') return code;
  return response.headers.get('WWW-Authenticate')?.includes('error="invalid_token"') ? 'invalid_token' : null;
}

function toError(response: Response, body: unknown): AuthError {
  const status = response.status;
  const { code, detail, errors, ...rest } = asObject(body);
  // A body without a code is not the protocol's. DRF itself sends a 400 with the fields, or a list,
  // at the top level.
  const own = Array.isArray(body) ? body : rest;
  const fields = readFields(errors ?? (status === 400 && code === undefined ? own : undefined));
  const known = typeof code === 'string' ? code : inferCode(status, fields);
  return new AuthError(known, {
    message: typeof detail === 'string' ? detail : undefined,
    status,
    fields,
    retryAfter: readRetryAfter(response.headers),
  });
}

function inferCode(status: number, fields: AuthError['fields']): ErrorCode {
  if (Object.keys(fields).length) return 'validation_error';
  return codeByStatus[status] ?? (status >= 500 ? 'server_error' : 'unexpected_response');
}

/**
 * Returns the reasons by the path of their field: `address.street`, `lines.1.title`. DRF describes
 * nested serializers with nested objects. It describes lists of them with objects by index or, in
 * older versions, with lists that have `{}` for each valid item.
 */
function readFields(errors: unknown): AuthError['fields'] {
  const fields: [path: string, reasons: string[]][] = [];

  function collect(value: unknown, path: string): void {
    const reasons = [value].flat().filter((reason) => typeof reason === 'string');
    if (reasons.length) fields.push([path || 'non_field_errors', reasons]);
    else for (const [key, inner] of Object.entries(asObject(value))) collect(inner, path ? `${path}.${key}` : key);
  }

  collect(asObject(errors), '');
  return Object.fromEntries(fields);
}

/**
 * Returns seconds. The header contains either seconds or a date (RFC 9110, section 10.2.3). A date
 * is compared with the server's own `Date`, which scripts can read on the same origin only.
 */
function readRetryAfter(headers: Headers): number | null {
  const header = headers.get('Retry-After');
  if (!header) return null;
  const now = Date.parse(headers.get('Date') ?? '') || Date.now();
  const seconds = /\D/.test(header) ? (Date.parse(header) - now) / 1000 : Number(header);
  return Number.isFinite(seconds) ? Math.max(0, Math.ceil(seconds)) : null;
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
