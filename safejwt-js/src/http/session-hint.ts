import type { AuthClientOptions } from '../types.js';

/**
 * The values of the cookies that say that this browser may have a session; each names its session.
 * There are several where projects share a host: a server may add to the cookie's name. Cookies do
 * not know ports. `null` if this page cannot read the cookies of the API's host.
 */
export function sessionHints(api: URL, { sessionHint = true, cookies }: AuthClientOptions): string[] | null {
  if (!sessionHint || api.hostname !== globalThis.location?.hostname) return null;
  try {
    const all = cookies?.() ?? globalThis.document?.cookie;
    return all === undefined ? null : [...all.matchAll(/session-hint[^=;]*=([^;]*)/g)].map(([, value = '']) => value);
  } catch {
    // A sandboxed page may read no cookies at all.
    return null;
  }
}
