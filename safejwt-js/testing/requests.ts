import type { Fields } from './people.js';
import { invalid, Refusal } from './refusals.js';

/** A request as it was sent. */
export interface TestRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Headers;
  readonly body: Uint8Array;
  /** By name, those hidden from scripts too. */
  readonly cookies: ReadonlyMap<string, string>;
  /** The browser's address. */
  readonly ip: string;
  /** The signal of the caller. */
  readonly signal: AbortSignal | null;
  /** The options given to `fetch`. */
  readonly init: RequestInit;
}

const largestBody = 65_536;

/** Returns the JSON object of a body, `{}` for an empty one; throws a refusal. */
export function readFields(request: TestRequest): Fields {
  const value = readJson(request);
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Fields;
  throw invalid({ non_field_errors: ['Invalid data. Expected a dictionary.'] });
}

/** Throws a refusal for a body that is not JSON. An empty body may have any type. */
export function refuseOtherThanJson({ body, headers }: TestRequest): void {
  const isJson = /^application\/json\b/i.test(headers.get('Content-Type') ?? '');
  if (body.length > 0 && !isJson) throw new Refusal('unsupported_media_type');
}

function readJson(request: TestRequest): unknown {
  const { body } = request;
  refuseOtherThanJson(request);
  if (body.length === 0) return {};
  if (body.length > largestBody) throw new Refusal('body_too_large');
  try {
    return JSON.parse(new TextDecoder().decode(body));
  } catch {
    throw new Refusal('parse_error');
  }
}

/** Default `true`. */
export function readRemember({ remember = true }: Fields): boolean {
  if (typeof remember !== 'boolean') throw invalid({ remember: ['Must be a valid boolean.'] });
  return remember;
}
