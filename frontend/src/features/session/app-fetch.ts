import { AuthError } from 'safejwt-js';
import { announceChange, isChange } from './changes';
import { sessionFacts } from './session-facts';

/** Milliseconds. Longer than any endpoint takes. The client limits its own requests, such as the login, to less. */
const LONGEST = 60_000;

/**
 * `fetch` that requests responses in the app's language, gives up in the end, records facts for the home page, and tells
 * other tabs of changes.
 */
export async function appFetch(input: RequestInfo | URL, init: RequestInit = {}): Promise<Response> {
  const headers = new Headers(init.headers ?? (input instanceof Request ? input.headers : undefined));
  if (!headers.has('Accept-Language')) headers.set('Accept-Language', document.documentElement.lang);
  const response = await fetchInTime(input, { ...init, headers }).catch((error: unknown) => {
    if (!init.signal?.aborted) sessionFacts.recordNoResponse();
    throw error;
  });
  const url = input instanceof Request ? input.url : String(input);
  sessionFacts.record(url, response);
  if (response.ok && isChange(url, init.method)) announceChange();
  return response;
}

/** Not with `AbortSignal.any`, which Safari has only since 17.4. The caller can abort until the body has been read. */
async function fetchInTime(input: RequestInfo | URL, init: RequestInit): Promise<Response> {
  const controller = new AbortController();
  const { signal } = init;
  const timer = setTimeout(() => controller.abort(new AuthError('timeout')), LONGEST);
  signal?.addEventListener('abort', () => controller.abort(signal.reason), { once: true });
  if (signal?.aborted) controller.abort(signal.reason);
  try {
    return await fetch(input, { ...init, signal: controller.signal });
  } finally {
    clearTimeout(timer);
  }
}
