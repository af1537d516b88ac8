/** A cookie as the server sends it. */
export interface Cookie {
  readonly name: string;
  readonly value: string;
  readonly httpOnly: boolean;
  readonly sameSite: 'Strict' | 'Lax';
  readonly path: string;
  /** Seconds. 0 deletes the cookie; without a value it lasts until the browser is closed. */
  readonly maxAge?: number;
}

/**
 * The cookies of one browser. They do not expire by themselves: the server decides what has
 * expired.
 */
export interface CookieJar {
  get(name: string): string | null;
  /** Returns all cookies by name, those hidden from scripts too. */
  all(): ReadonlyMap<string, string>;
  keep(cookie: Cookie): void;
  /** Replaces or adds a cookie that scripts can read, as they can themselves; `null` deletes it. */
  set(name: string, value: string | null): void;
  /** Returns what a page's scripts can read: `document.cookie`. */
  readable(): string;
  /** Closes the browser. */
  close(): void;
}

export const csrfCookieName = 'csrftoken';
export const refreshCookieName = 'refreshtoken';
export const hintCookieName = 'session-hint';

const yearSeconds = 31_449_600;

/** Returns the refresh cookie, and the hint for scripts that names its session. */
export function refreshCookies(value: string, maxAge: number | undefined, sid = ''): Cookie[] {
  const attributes = { sameSite: 'Strict', path: '/', ...(maxAge === undefined ? {} : { maxAge }) } as const;
  return [
    { name: hintCookieName, value: sid.slice(-8), httpOnly: false, ...attributes },
    { name: refreshCookieName, value, httpOnly: true, ...attributes },
  ];
}

export function csrfCookie(value: string): Cookie {
  return { name: csrfCookieName, value, httpOnly: false, sameSite: 'Lax', path: '/', maxAge: yearSeconds };
}

/**
 * Unless it is `readable`, scripts see no cookie at all, as when the API is on an unrelated host.
 */
export function createCookieJar(readable: boolean): CookieJar {
  const cookies = new Map<string, Cookie>();

  const jar: CookieJar = {
    get: (name) => cookies.get(name)?.value ?? null,
    all: () => new Map([...cookies].map(([name, { value }]) => [name, value])),
    keep(cookie) {
      if (cookie.maxAge === 0) cookies.delete(cookie.name);
      else cookies.set(cookie.name, cookie);
    },
    set(name, value) {
      const maxAge = value === null ? 0 : yearSeconds;
      jar.keep({ name, value: value ?? '', httpOnly: false, sameSite: 'Lax', path: '/', maxAge });
    },
    readable() {
      const seen = readable ? [...cookies.values()].filter(({ httpOnly }) => !httpOnly) : [];
      return seen.map(({ name, value }) => `${name}=${value}`).join('; ');
    },
    close() {
      for (const [name, { maxAge }] of cookies) if (maxAge === undefined) cookies.delete(name);
    },
  };
  return jar;
}
