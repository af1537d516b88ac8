/** Facts about the session for the home page. They never include a token. */
export interface Facts {
  /** Access tokens that this page obtained with the refresh cookie. */
  readonly refreshes: number;
  /** Milliseconds by which the server's clock is ahead of this device's. */
  readonly clockAhead: number;
  /** API responses that this page received. */
  readonly responses: number;
  /** Whether the latest request of this page had no response. */
  readonly unreachable: boolean;
}

let facts: Facts = { refreshes: 0, clockAhead: 0, responses: 0, unreachable: false };
const listeners = new Set<() => void>();

export const sessionFacts = {
  get: () => facts,
  subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  /** Updates the facts from the URL and headers of an API response. */
  record(url: string | URL, response: Response): void {
    const { pathname } = new URL(url, location.href);
    const time = Date.parse(response.headers.get('Date') ?? '');
    facts = {
      refreshes: facts.refreshes + (pathname.endsWith('/token/') && response.ok ? 1 : 0),
      clockAhead: Number.isNaN(time) ? facts.clockAhead : time - Date.now(),
      responses: facts.responses + 1,
      unreachable: false,
    };
    notify();
  },
  recordNoResponse(): void {
    facts = { ...facts, unreachable: true };
    notify();
  },
};

function notify(): void {
  for (const listener of listeners) listener();
}

/** The expiry of a JWT by this device's clock, in milliseconds. `null` without a readable `exp`. */
export function tokenExpiry(token: string, clockAhead: number): number | null {
  try {
    const payload = token.split('.')[1]?.replaceAll('-', '+').replaceAll('_', '/') ?? '';
    const { exp } = JSON.parse(atob(payload)) as { exp?: unknown };
    return typeof exp === 'number' ? exp * 1000 - clockAhead : null;
  } catch {
    return null;
  }
}

/** Whether the CSRF cookie exists, under either of its names. */
export function hasCsrfCookie(): boolean {
  return /(^|; )(__Host-)?csrftoken=./.test(document.cookie);
}

/** Whether a cookie says that this browser may have a session. Not readable if the API is on another host. */
export function hasSessionHint(): boolean {
  return /(^|; )[^=;]*session-hint[^=;]*=/.test(document.cookie);
}
