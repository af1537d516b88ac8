import type { AuthClientOptions } from '../types.js';

/** Part of the cookie's name. A server may add to it, for several projects on one host. */
const hintName = 'session-hint';

/**
 * `false` if this page can tell that its browser has no session: it reads the cookies of the API's
 * host, and the hint is missing. Cookies do not know ports.
 */
export function mayHaveSession(api: URL, { sessionHint = true, cookies }: AuthClientOptions): boolean {
  if (!sessionHint || api.hostname !== globalThis.location?.hostname) return true;
  try {
    return (cookies?.() ?? globalThis.document?.cookie ?? hintName).includes(hintName);
  } catch {
    // A sandboxed page may read no cookies at all.
    return true;
  }
}
