import { vi } from 'vitest';
import { readCookie } from '../src/csrf.js';
import { setCookie } from './page.js';

export interface Received {
  readonly method: string;
  readonly url: URL;
  readonly headers: Headers;
  readonly body: Uint8Array;
  readonly init: RequestInit;
}

export interface FakeServerOptions {
  /** Seconds an access token lives. */
  lifetime?: number;
  /** Whether the page can read the CSRF cookie; it cannot when the API is on an unrelated host. */
  readableCookie?: boolean;
}

type Answer = (request: Received) => Response | Promise<Response>;

export const people = {
  ada: { id: 1, username: 'ada', email: 'ada@example.org' },
  bob: { id: 2, username: 'bob', email: 'bob@example.org' },
} as const;

type Person = keyof typeof people;

export type FakeServer = ReturnType<typeof createFakeServer>;

/**
 * A server that speaks the protocol, in memory: double-submit CSRF on every request, one refresh cookie that rotates, access
 * tokens that expire. The jar holds the refresh cookie where the page cannot see it, as a browser does.
 */
export function createFakeServer(options: FakeServerOptions = {}) {
  const { lifetime = 300, readableCookie = true } = options;
  const received: Received[] = [];
  const planned = new Map<string, Answer[]>();
  const tokens = new Map<string, { who: Person; expiresAt: number; ended: boolean }>();
  const jar: { refresh: { who: Person; generation: number } | null; csrf: string | null } = {
    refresh: null,
    csrf: null,
  };
  let serial = 0;
  let now = 0;
  let refusal: string | null = null;

  function changeCsrf(): string {
    serial += 1;
    jar.csrf = `csrf-${serial}`;
    if (readableCookie) setCookie('csrftoken', jar.csrf);
    return jar.csrf;
  }

  function startSession(who: Person, status: number): Response {
    serial += 1;
    const accessToken = `access-${serial}`;
    jar.refresh = { who, generation: (jar.refresh?.generation ?? 0) + 1 };
    tokens.set(accessToken, { who, expiresAt: now + lifetime * 1000, ended: false });
    return json(status, { accessToken, expiresIn: lifetime, tokenType: 'Bearer', user: people[who] });
  }

  function signIn(request: Received): Response {
    const { username, password } = readJson(request) as { username: Person; password: string };
    if (password !== 'right') return failure(401, 'invalid_credentials', 'No account matches.');
    changeCsrf();
    return startSession(username, 200);
  }

  function register(request: Received): Response {
    const { username, email } = readJson(request) as { username: Person; email?: string };
    if (!email)
      return json(400, { detail: 'Not accepted.', code: 'validation_error', errors: { email: ['Required.'] } });
    changeCsrf();
    return startSession(username, 201);
  }

  function refreshSession(): Response {
    if (refusal) return failure(401, refusal, 'Refused.');
    if (!jar.refresh) return failure(401, 'refresh_token_missing', 'No refresh cookie.');
    return startSession(jar.refresh.who, 200);
  }

  function endSession(): Response {
    for (const token of tokens.values()) token.ended = true;
    jar.refresh = null;
    changeCsrf();
    return new Response(null, { status: 204 });
  }

  function authenticate({ headers }: Received): { who: Person } | Response {
    const header = headers.get('Authorization');
    if (!header) return failure(401, 'not_authenticated', 'No token.');
    const token = tokens.get(header.replace('Bearer ', ''));
    if (!token) return failure(401, 'invalid_token', 'Not a token of ours.');
    if (token.ended) return failure(401, 'session_ended', 'The session was ended.');
    return now < token.expiresAt ? token : failure(401, 'access_token_expired', 'Access token expired');
  }

  function serve(request: Received): Response {
    const path = request.url.pathname;
    if (path === '/users/csrf/') return json(200, { csrfToken: changeCsrf() });
    const header = request.headers.get('X-CSRFToken');
    const cookie = readableCookie ? readCookie(['csrftoken']) : jar.csrf;
    if (!header || header !== jar.csrf || cookie !== jar.csrf) return failure(403, 'csrf_failed', 'CSRF failed.');
    if (path === '/users/login/') return signIn(request);
    if (path === '/users/' && request.method === 'POST') return register(request);
    if (path === '/users/token/') return refreshSession();
    if (path === '/users/logout/') return endSession();
    const person = authenticate(request);
    if (person instanceof Response) return person;
    if (path === '/users/auth/') return json(200, people[person.who]);
    if (path === '/api/nothing/') return new Response(null, { status: 204 });
    return json(200, { who: person.who });
  }

  async function fetch(input: RequestInfo | URL, init: RequestInit = {}): Promise<Response> {
    const { signal: given, ...rest } = init;
    const signal = given ?? (input instanceof Request ? input.signal : null);
    signal?.throwIfAborted();
    const request = new Request(input instanceof Request ? input : new URL(input, document.baseURI), rest);
    const body = new Uint8Array(await request.arrayBuffer());
    const record = { method: request.method, url: new URL(request.url), headers: request.headers, body, init };
    received.push(record);
    const answer = planned.get(record.url.pathname)?.shift() ?? serve;
    return new Promise((resolve, reject) => {
      signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
      Promise.resolve(record).then(answer).then(resolve, reject);
    });
  }

  return {
    fetch: vi.fn(fetch),
    received,
    /** Whether the browser still holds a refresh cookie. */
    hasRefreshCookie: () => jar.refresh !== null,
    csrf: () => jar.csrf,
    requests: (path: string) => received.filter(({ url }) => url.pathname === path),
    count: (path: string) => received.filter(({ url }) => url.pathname === path).length,
    /** A browser that was signed in before the page was loaded. */
    remember(who: Person) {
      changeCsrf();
      jar.refresh = { who, generation: 1 };
    },
    visit: changeCsrf,
    /** Replaces the CSRF secret behind the page's back. */
    forgetCsrf() {
      jar.csrf = 'known to the server only';
    },
    /** From now on `token/` is refused with this code. */
    refuseRefresh(code: string | null) {
      refusal = code;
    },
    /** Answers the next request to `path` with something else. */
    plan(path: string, ...answers: Answer[]) {
      planned.set(path, [...(planned.get(path) ?? []), ...answers]);
    },
    /** Answers `path` as usual again. */
    unplan(path: string) {
      planned.delete(path);
    },
    /** Keeps the next request to `path` waiting until `release` is called. */
    hold(path: string, answer: Answer = serve) {
      let release = () => {};
      const gate = new Promise<void>((resolve) => {
        release = resolve;
      });
      const arrived = new Promise<void>((resolve) => {
        this.plan(path, async (request) => {
          resolve();
          await gate;
          return request.init.signal?.aborted ? Response.error() : answer(request);
        });
      });
      return { arrived, release };
    },
    /** Moves the clock that client and server share. */
    pass(seconds: number) {
      now += seconds * 1000;
    },
    now: () => now,
    endAllSessions() {
      for (const token of tokens.values()) token.ended = true;
      refusal = 'refresh_token_revoked';
    },
  };
}

export const networkError: Answer = () => Promise.reject(new TypeError('Failed to fetch'));

/** Never answers; only the caller's signal ends the wait. */
export const silence: Answer = () => new Promise(() => undefined);

export function page(status: number, headers: HeadersInit = {}): Answer {
  return () => new Response('<html><body>nginx</body></html>', { status, headers });
}

export function failing(status: number, code: string, headers: HeadersInit = {}): Answer {
  return () => failure(status, code, 'It failed.', headers);
}

export function json(status: number, body: unknown, headers: HeadersInit = {}): Response {
  return Response.json(body, { status, headers });
}

function failure(status: number, code: string, detail: string, headers: HeadersInit = {}): Response {
  return json(status, { detail, code }, headers);
}

function readJson({ body }: Received): unknown {
  return JSON.parse(new TextDecoder().decode(body));
}
