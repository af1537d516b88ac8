import type { AuthClientOptions } from '../types.js';

/**
 * The cookies that say that this browser may have a session, each with a value that names its
 * session. There are several where projects share a host: a server may add to the cookie's name, and
 * cookies do not know ports. `null` without such a cookie; `undefined` if this page cannot read the
 * cookies of the API's host.
 */
export type SessionHints = readonly string[] | null | undefined;

export function sessionHints(api: URL, { sessionHint = true, cookies }: AuthClientOptions): SessionHints {
  try {
    const isReadable = sessionHint && api.hostname === globalThis.location?.hostname;
    return isReadable ? (cookies?.() ?? globalThis.document?.cookie)?.match(/session-hint[^;]*/g) : undefined;
  } catch {
    // A sandboxed page may read no cookies at all.
    return undefined;
  }
}
