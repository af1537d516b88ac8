import { csrfCookieName } from './cookies.js';
import { Refusal } from './refusals.js';
import type { TestRequest } from './requests.js';

/** The secret of a signed-in browser belongs to its session. */
export function boundSecret(sid: string): string {
  return `csrf-of-${sid}`;
}

/** Checks a request of any method; throws a refusal. */
export function enforceCsrf({ headers, url, cookies }: TestRequest, sid: string | null): void {
  const site = headers.get('Sec-Fetch-Site') ?? 'same-origin';
  const origin = headers.get('Origin');
  const secret = cookies.get(csrfCookieName);
  const isOurs = (site === 'same-origin' || site === 'none') && (origin === null || origin === url.origin);
  const isBound = sid === null || secret === boundSecret(sid);
  if (!isOurs || !secret || headers.get('X-CSRFToken') !== secret || !isBound) throw new Refusal('csrf_failed');
}
