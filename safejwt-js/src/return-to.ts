/** Stands for the page where there is none, as on a server; a reserved name (RFC 6761), so nothing has this origin. */
const nowhere = 'http://return-to.invalid';

/**
 * Where to go after signing in: the path, query and fragment of `value` if it leads to this origin, else `fallback`. Refuses
 * what could be read as another host, now or after one more decoding: `//evil`, `/\evil`, `/%2fevil`, control characters
 * (the URL parser drops tabs and line ends), other schemes, `/.//evil`.
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
  // Read once more as the browser will read it: what is checked is what comes out.
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

/** Backslashes, which the URL parser reads as slashes, and control characters. */
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
