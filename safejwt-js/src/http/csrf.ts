/** Django's CSRF token as this tab knows it. */
export interface Csrf {
  /** The token to send now; `null` when only the server knows it. */
  current(): string | null;
  /**
   * Requests a token, unless one other than `refused` is known by now. Concurrent calls share one
   * request.
   */
  renew(refused: string | null): Promise<string>;
  /**
   * Discards the token, a pending one too: the server changes the secret when a session starts or
   * ends.
   */
  forget(): void;
}

/**
 * Reads the cookie each time a request is sent, because a login in any tab replaces it. The token
 * from the server's response serves where scripts cannot read the cookie (API on another host,
 * `CSRF_COOKIE_HTTPONLY`) or where it belongs to another application. It counts until the readable
 * cookie changes. Cookie and token are never compared, because Django masks tokens.
 */
export function createCsrf(
  cookieNames: readonly string[],
  request: () => Promise<string>,
  cookies?: () => string,
): Csrf {
  let received: string | null = null;
  let cookieThen: string | null;
  let loading: Promise<string> | null = null;

  function current(): string | null {
    const cookie = readCookie(cookieNames, cookies);
    return received !== null && cookieThen === cookie ? received : cookie;
  }

  return {
    current,
    async renew(refused) {
      const known = current();
      if (known !== null && known !== refused) return known;
      loading ??= request();
      const shared = loading;
      try {
        const token = await shared;
        if (loading === shared) {
          received = token;
          cookieThen = readCookie(cookieNames, cookies);
        }
        return token;
      } finally {
        if (loading === shared) loading = null;
      }
    },
    forget() {
      received = loading = null;
    },
  };
}

/** Returns the value of the first of `names` that is set; `null` too where there is no document. */
export function readCookie(names: readonly string[], cookies?: () => string): string | null {
  const pairs = (cookies?.() ?? globalThis.document?.cookie ?? '').split('; ');
  for (const name of names) {
    const pair = pairs.find((candidate) => candidate.startsWith(`${name}=`));
    if (pair) return pair.slice(name.length + 1);
  }
  return null;
}
