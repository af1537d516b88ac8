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
  if (!response.ok) throw toError(response, text, body);
  if (body === undefined && text !== '') throw new AuthError('unexpected_response', { status: response.status });
  return body as T;
}

/**
 * The codes that the client acts on, at the end of a JSON string: as our `code`, anywhere in another
 * error format (drf-standardized-errors, drf-exceptions-hog), or as the URI of a problem's type (RFC
 * 9457).
 */
const ownCodes =
  /\W(csrf_failed|reauthentication_required|access_token_expired|invalid_token|session_ended|not_authenticated)"/;

/**
 * Returns which of `ownCodes` is in a response with this status, and leaves its body readable for
 * the caller; empty if there is none. The header stands in for a body that is missing (HEAD) or
 * comes from a view's own error handling (RFC 6750, section 3.1).
 */
export async function readErrorCode(response: Response, status: number): Promise<string> {
  if (response.status !== status) return '';
  const code = findOwnCode(await response.clone().text());
  return code || (response.headers.get('WWW-Authenticate')?.includes('error="invalid_token"') ? 'invalid_token' : '');
}

function findOwnCode(text: string): string | undefined {
  // The sentence of Django REST Framework's own check.
  return ownCodes.exec(text.replaceAll('-', '_').replace('"CSRF Failed', '"csrf_failed"'))?.[1];
}

/** Returns the error of a response other than 2xx. `text` is its body before it was parsed. */
export function toError(response: Pick<Response, 'status' | 'headers'>, text: string, body: unknown): AuthError {
  const status = response.status;
  const all = asObject(body);
  const { code, detail, errors, ...rest } = all;
  const first = asObject(Array.isArray(errors) && errors[0]);
  // A body without a code or a title is not the protocol's. DRF itself sends a 400 with the fields,
  // or a list, at the top level.
  const own = code === undefined && !isText(all.title) ? rest : undefined;
  const fields = readFields(errors ?? (status === 400 ? (all.attr || Array.isArray(body) ? body : own) : undefined));
  const codes = [all.type === 'validation_error' && all.type, code, findOwnCode(text), first.code];
  return new AuthError(codes.find(isText) ?? inferCode(status, fields), {
    message: [detail, first.detail, all.title].find(isText),
    status,
    fields,
    retryAfter: readRetryAfter(response.headers),
    cause: body,
  });
}

function inferCode(status: number, fields: AuthError['fields']): ErrorCode {
  if (Object.keys(fields).length) return 'validation_error';
  return codeByStatus[status] ?? (status >= 500 ? 'server_error' : 'unexpected_response');
}

/**
 * Returns the reasons by the path of their field: `address.street`, `lines.1.title`. DRF describes
 * nested serializers with nested objects. It describes lists of them with objects by index or, in
 * older versions, with lists that have `{}` for each valid item. Other formats have a list of
 * errors that name their field: `address.street`, `address__street`, `#/address/street`.
 */
function readFields(errors: unknown): AuthError['fields'] {
  const fields = new Map<string, string[]>();

  function collect(value: unknown, path: string): void {
    const { detail, attr, pointer = attr } = asObject(value);
    const isNamed = isText(detail) && pointer !== undefined;
    const reasons = [isNamed ? detail : value].flat().filter(isText);
    const named = isNamed ? `${pointer ?? ''}`.replace(/^[#/]+/, '').replace(/\/|__/g, '.') : path;
    const name = named || 'non_field_errors';
    if (reasons.length) fields.set(name, [...(fields.get(name) ?? []), ...reasons]);
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

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
