/** What the front page shows of the session: no token, only what can be said about it. */
export interface Facts {
  /** How many access tokens this page has got with the refresh cookie. */
  readonly refreshes: number;
  /** Milliseconds the server's clock is ahead of this device's. */
  readonly clockAhead: number;
  /** How many answers of the API this page has seen. */
  readonly answers: number;
}

let facts: Facts = { refreshes: 0, clockAhead: 0, answers: 0 };
const listeners = new Set<() => void>();

export const sessionFacts = {
  get: () => facts,
  subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  /** Takes from an answer of the API what its URL and its headers say. */
  notice(url: string | URL, response: Response): void {
    const { pathname } = new URL(url, location.href);
    const time = Date.parse(response.headers.get('Date') ?? '');
    facts = {
      refreshes: facts.refreshes + (pathname.endsWith('/users/token/') && response.ok ? 1 : 0),
      clockAhead: Number.isNaN(time) ? facts.clockAhead : time - Date.now(),
      answers: facts.answers + 1,
    };
    for (const listener of listeners) listener();
  },
};

/** When a JWT ends by this device's clock, in milliseconds; `null` when it does not say. */
export function endOfToken(token: string, clockAhead: number): number | null {
  try {
    const payload = token.split('.')[1]?.replaceAll('-', '+').replaceAll('_', '/') ?? '';
    const { exp } = JSON.parse(atob(payload)) as { exp?: unknown };
    return typeof exp === 'number' ? exp * 1000 - clockAhead : null;
  } catch {
    return null;
  }
}

/** Whether the CSRF cookie is there, under either of its names. */
export function hasCsrfCookie(): boolean {
  return /(^|; )(__Host-)?csrftoken=./.test(document.cookie);
}
