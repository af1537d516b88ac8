import { vi } from 'vitest';
import { answers, createTestServer, type TestAnswer, type TestBrowser, type TestRequest } from '../../testing/index.js';

export type Received = TestRequest;

export interface FakeServerOptions {
  /** Seconds until an access token expires. */
  lifetime?: number;
  /** Whether the page can read the CSRF cookie; it cannot when the API is on an unrelated host. */
  readableCookie?: boolean;
  locks?: boolean;
}

export const people = {
  ada: { id: 1, username: 'ada', email: 'ada@example.org' },
  bob: { id: 2, username: 'bob', email: 'bob@example.org' },
} as const;

type Person = keyof typeof people;

export type FakeServer = ReturnType<typeof createFakeServer>;

/**
 * The test server with one browser, for tests of the client’s parts. They use the platform's
 * timers.
 */
export function createFakeServer({ lifetime = 300, readableCookie = true, ...rest }: FakeServerOptions = {}) {
  const server = createTestServer({ accessTokenLifetime: lifetime, loginLimit: { tries: 1_000, seconds: 60 } });
  const browser: TestBrowser = server.browser({ ...rest, readableCookies: readableCookie });
  const { network, clock } = server;
  let seen: string | null = null;
  server.handle('/api/nothing/', () => undefined);
  server.handle('/*', (_request, { username }) => ({ who: username }));

  /** The cookies that scripts see: those from before `forgetCsrf`, until they change. */
  function cookies(): string {
    if (browser.cookies.get('csrftoken') !== 'known to the server only') seen = null;
    return seen ?? browser.cookies.readable();
  }

  return {
    /** For `createAuthClient`. */
    options: { fetch: vi.fn(browser.fetch), now: clock.now, cookies, sessionHint: readableCookie },
    get fetch() {
      return this.options.fetch;
    },
    browser,
    network,
    received: network.received,
    /** Whether the browser still holds a refresh cookie. */
    hasRefreshCookie: () => browser.cookies.get('refreshtoken') !== null,
    csrf: () => browser.cookies.get('csrftoken'),
    requests: network.requests,
    count: (path: string) => network.requests(path).length,
    /** Signs in the browser before the page loads. */
    remember: (who: Person) => void browser.signIn(who),
    /** Sets the cookie of an earlier visit. */
    visit: () => browser.cookies.set('csrftoken', 'of an earlier visit'),
    /** Replaces the CSRF secret; the page still sees the old one. */
    forgetCsrf() {
      seen = browser.cookies.readable();
      browser.cookies.set('csrftoken', 'known to the server only');
    },
    /** Makes `token/` refuse every request with this code. */
    refuseRefresh: (code: string) => network.answer('/users/token/', failing(401, code), Number.POSITIVE_INFINITY),
    /** Plans other responses to the next requests to `path`. */
    plan(path: string, ...planned: TestAnswer[]) {
      for (const answer of planned) network.answer(path, answer);
    },
    unplan: network.heal,
    hold: network.hold,
    /** Moves the clock of client and server. */
    pass: clock.jump,
    now: clock.now,
    endAllSessions() {
      for (const name of Object.keys(people)) server.endSessions(name);
    },
  };
}

export const { networkError, silence, failing, html: page } = answers;

export function json(status: number, body: unknown, headers: HeadersInit = {}): Response {
  return Response.json(body, { status, headers });
}

/** The value of `Authorization` that the request has. */
export function bearer(request: Received | undefined): string | null | undefined {
  return request?.headers.get('Authorization');
}
