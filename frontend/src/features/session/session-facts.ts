import { serverClock } from '../../ui/server-clock';

/** Facts about the session for the home page. They never include a token. */
export interface Facts {
  /** Access tokens that this page obtained with the refresh cookie. */
  readonly refreshes: number;
  /** API responses that this page received. */
  readonly responses: number;
  /** Whether the latest request of this page had no response, and the device has not reconnected since. */
  readonly unreachable: boolean;
}

let facts: Facts = { refreshes: 0, responses: 0, unreachable: false };
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
    serverClock.read(response);
    facts = {
      refreshes: facts.refreshes + (pathname.endsWith('/token/') && response.ok ? 1 : 0),
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

/** What failed while the device was offline says nothing about the server. */
window.addEventListener('online', () => {
  facts = { ...facts, unreachable: false };
  notify();
});

function notify(): void {
  for (const listener of listeners) listener();
}

/** Seconds by which two clocks may differ. */
const TOLERANCE = 60;

/**
 * The expiry of a fresh JWT by the server's clock, in milliseconds. `null` if it cannot be read, or cannot be right:
 * the clock of this device is wrong, and no response has told the server's time yet.
 */
export function tokenExpiry(token: string): number | null {
  try {
    const payload = token.split('.')[1]?.replaceAll('-', '+').replaceAll('_', '/') ?? '';
    const { exp, iat } = JSON.parse(atob(payload)) as { exp: number; iat: number };
    const left = exp - serverClock.now() / 1000;
    return left > 0 && left < exp - iat + TOLERANCE ? exp * 1000 : null;
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
