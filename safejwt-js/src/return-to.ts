/**
 * The origin where there is no page, as on a server. The name is reserved (RFC 6761), so no page
 * has this origin.
 */
const nowhere = 'http://return-to.invalid';

/**
 * Returns the path to open after a login: path, query and fragment of `value` if it leads to this
 * origin, else `fallback`. Refuses values that could name another host, now or after one more
 * decoding: `//evil`, `/\evil`, `/%2fevil`, control characters (the URL parser drops tabs and line
 * breaks), other schemes, `/.//evil`.
 *
 * @example
 * navigate(safeReturnTo(searchParams.get('next'), '/dashboard'));
 */
export function safeReturnTo(value: string | null | undefined, fallback = '/'): string {
  if (!value || hasTraps(value)) return fallback;
  const origin = globalThis.location?.origin ?? nowhere;
  const url = parse(value, origin);
  if (url?.origin !== origin) return fallback;
  const path = url.pathname + url.search + url.hash;
  // Parse the result as the browser will, so that the checked value is the returned one.
  return isPath(url.pathname) && parse(path, origin)?.href === `${origin}${path}` ? path : fallback;
}

function isPath(path: string): boolean {
  try {
    const decoded = decodeURIComponent(path);
    return [path, decoded].every((form) => /^\/(?!\/)/.test(form)) && !hasTraps(decoded);
  } catch {
    return false;
  }
}

/** Finds backslashes, which the URL parser treats as slashes, and control characters. */
function hasTraps(text: string): boolean {
  return /[\\\p{Cc}]/u.test(text);
}

function parse(value: string, base: string): URL | null {
  try {
    return new URL(value, base);
  } catch {
    return null;
  }
}
