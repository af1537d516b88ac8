/** Django's CSRF token as this tab knows it. */
export interface Csrf {
  /** The token to send now; `null` when the server has to be asked. */
  current(): string | null;
  /** Asks the server, unless there is a token other than `refused` by now. Calls at the same time share one request. */
  renew(refused: string | null): Promise<string>;
  /** Forgets the answer, also one that is waited for: the server changes the secret when a session starts or ends. */
  forget(): void;
}

/**
 * The cookie is read each time a request is sent, because a sign-in in any tab replaces it. The body of the server's answer
 * is kept for where the cookie cannot be read (API on another host, `CSRF_COOKIE_HTTPONLY`) or belongs to another
 * application, and it counts until the readable cookie changes. Values are never compared with the answer: Django masks it.
 */
export function createCsrf(cookieNames: readonly string[], ask: () => Promise<string>, cookies?: () => string): Csrf {
  let answer: { readonly token: string; readonly cookieThen: string | null } | null = null;

  let loading: Promise<string> | null = null;

  function current(): string | null {
    const cookie = readCookie(cookieNames, cookies);
    return answer && answer.cookieThen === cookie ? answer.token : cookie;
  }

  return {
    current,
    async renew(refused) {
      const known = current();
      if (known !== null && known !== refused) return known;
      loading ??= ask();
      const asked = loading;
      try {
        const token = await asked;
        if (loading === asked) answer = { token, cookieThen: readCookie(cookieNames, cookies) };
        return token;
      } finally {
        if (loading === asked) loading = null;
      }
    },
    forget() {
      answer = loading = null;
    },
  };
}

/** Empty where there is no document. */
const documentCookies = () => globalThis.document?.cookie ?? '';

/** The value of the first of `names` that is set. */
export function readCookie(names: readonly string[], cookies = documentCookies): string | null {
  const pairs = cookies().split('; ');
  for (const name of names) {
    const pair = pairs.find((candidate) => candidate.startsWith(`${name}=`));
    if (pair) return pair.slice(name.length + 1);
  }
  return null;
}
