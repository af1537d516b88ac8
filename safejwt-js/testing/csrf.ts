import { Refusal } from './refusals.js';
import type { TestRequest } from './requests.js';

export const csrfCookieName = 'csrftoken';

/** The secret of a signed-in browser belongs to its session. */
export function boundSecret(sid: string): string {
  return `csrf-of-${sid}`;
}

/** Lets the request pass, whatever its method, or throws a refusal. */
export function enforceCsrf({ headers, url, cookies }: TestRequest, sid: string | null): void {
  const site = headers.get('Sec-Fetch-Site') ?? 'same-origin';
  const origin = headers.get('Origin');
  const secret = cookies.get(csrfCookieName);
  const isOurs = (site === 'same-origin' || site === 'none') && (origin === null || origin === url.origin);
  const isBound = sid === null || secret === boundSecret(sid);
  if (!isOurs || !secret || headers.get('X-CSRFToken') !== secret || !isBound) throw new Refusal('csrf_failed');
}
