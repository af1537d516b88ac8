/** A cookie as the server sends it. */
export interface Cookie {
  readonly name: string;
  readonly value: string;
  readonly httpOnly: boolean;
  readonly sameSite: 'Strict' | 'Lax';
  readonly path: string;
  /** Seconds; 0 deletes it, and without any the browser forgets it when it is closed. */
  readonly maxAge?: number;
}

/** The cookies of one browser. They do not expire by themselves: the server says what is over. */
export interface CookieJar {
  get(name: string): string | null;
  /** By name, those that scripts cannot see too. */
  all(): ReadonlyMap<string, string>;
  keep(cookie: Cookie): void;
  /** Replaces or adds one that scripts can read, as they can themselves; `null` deletes it. */
  set(name: string, value: string | null): void;
  /** What a page's scripts can read: `document.cookie`. */
  readable(): string;
  /** The browser is closed. */
  close(): void;
}

/** Without `readable` scripts see no cookie at all, as when the API is on an unrelated host. */
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
      const maxAge = value === null ? 0 : 31_449_600;
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
