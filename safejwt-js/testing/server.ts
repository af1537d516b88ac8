import type { RegisteredUser, User } from 'safejwt-js';
import { authenticate, authenticateRecent, type Backend, tokenReply } from './backend.js';
import { Browser, type TestBrowser, type TestBrowserOptions } from './browser.js';
import { createTestClock, type TestClock } from './clock.js';
import { type CookieJar, csrfCookie, refreshCookies } from './cookies.js';
import { boundSecret } from './csrf.js';
import { createLimits, type Limit } from './limits.js';
import { Network, type TestNetwork } from './network.js';
import { People, type Person, type PersonOptions } from './people.js';
import { Refusal } from './refusals.js';
import type { TestRequest } from './requests.js';
import { toResponse } from './responses.js';
import { respond } from './routes.js';
import { Sessions } from './sessions.js';

export interface TestServerOptions {
  /** The accounts. Default ada and bob. */
  people?: readonly PersonOptions[];
  /** Where the endpoints are mounted. Default `/users/`. */
  mount?: string;
  /** Seconds. Default 300. */
  accessTokenLifetime?: number;
  /** Default 10 attempts a minute for one account from one browser. */
  loginLimit?: Limit;
  /** Default 20 an hour from one browser. */
  registerLimit?: Limit;
  /** Serializes a user, as `SAFEJWT_USER_SERIALIZER` does. Default `id`, `username` and `email`. */
  serialize?: (person: Person) => User;
}

/** Responds to a request of a signed-in user, with a Response or with what becomes JSON. */
export type TestHandler = (request: TestRequest, user: RegisteredUser) => unknown;

/** Responds to visitors too, for whom `user` is `null`. */
export type PublicTestHandler = (request: TestRequest, user: RegisteredUser | null) => unknown;

export interface TestHandlerOptions {
  /**
   * Whether the user must have entered the password within ten minutes. Others get 403
   * `reauthentication_required`.
   */
  recentAuthentication?: boolean;
  /** Whether visitors may call it, as with `AllowAny`. A token that is refused is a 401 all the same. */
  isPublic?: boolean;
}

/** A server that speaks the protocol, in memory, and the browsers of its users. */
export interface TestServer {
  readonly clock: TestClock;
  readonly network: TestNetwork;
  /** Opens a new browser without cookies. */
  browser(options?: TestBrowserOptions): TestBrowser;
  /** Opens a browser in which a user is signed in. */
  signIn(username: string, options?: TestBrowserOptions): TestBrowser;
  /** Adds an account. */
  addPerson(person: PersonOptions): RegisteredUser;
  /**
   * Changes an account as an administrator. A new password, or `isActive: false`, ends its
   * sessions.
   */
  changePerson(username: string, changes: Partial<Pick<Person, 'username' | 'email' | 'password' | 'isActive'>>): void;
  /** Ends all sessions of a user, as from another device. */
  endSessions(username: string): void;
  /** Returns the number of a user's active sessions. */
  sessionCount(username: string): number;
  /**
   * Returns the response that starts a session, for an endpoint of the app's own.
   *
   * @example
   * server.handle('/users/code/', () => server.session('ada'), { isPublic: true });
   */
  session(username: string): Response;
  /**
   * Adds an endpoint of the app's own for signed-in users; others get the 401 or 403 of the real
   * server. A path that ends with `*` matches all paths that begin with the rest. With a method in
   * front of it, other methods are a 405.
   *
   * @example
   * server.handle('/api/orders/', (request, user) => [{ id: 1, customer: user.id }]);
   * server.handle('POST /api/orders/', () => Response.json({ id: 2 }, { status: 201 }));
   * server.handle('/api/news/', (request, user) => [], { isPublic: true });
   */
  handle(path: string, handler: TestHandler, options?: TestHandlerOptions & { isPublic?: false }): void;
  handle(path: string, handler: PublicTestHandler, options: TestHandlerOptions & { isPublic: true }): void;
}

/**
 * Creates a server for the tests of an app. Of the test's environment it needs only the classes of
 * `fetch`. It replaces no global, and keeps nothing from test to test.
 *
 * @example
 * const server = createTestServer();
 * const { client } = server.signIn('ada').tab();
 * const { findByText } = render(<AuthProvider client={client}><App /></AuthProvider>);
 * await findByText('Hello ada');
 */
export function createTestServer(options: TestServerOptions = {}): TestServer {
  return new Server(options);
}

/** Its public members are bound, so that tests can pass them around. */
class Server implements TestServer {
  readonly clock = createTestClock();
  readonly network: Network;
  readonly #mount: string;
  readonly #backend: Backend;
  readonly #handlers: Handler[] = [];
  readonly #browsers: Browser[] = [];

  constructor(options: TestServerOptions) {
    this.#mount = options.mount ?? '/users/';
    this.#backend = createBackend(this.clock, options);
    this.network = new Network(this.clock, (type) => {
      for (const browser of this.#browsers) browser.happen(type);
    });
  }

  readonly browser = (options?: TestBrowserOptions): TestBrowser => {
    const ip = `192.0.2.${this.#browsers.length + 1}`;
    const world = {
      clock: this.clock,
      mount: this.#mount,
      ip,
      signIn: (username: string, jar: CookieJar) => this.#signIn(username, jar, ip),
      carry: (request: TestRequest) => this.network.carry(request, (carried) => this.#serve(carried)),
    };
    const browser = new Browser(world, options);
    this.#browsers.push(browser);
    return browser;
  };

  readonly signIn = (username: string, options?: TestBrowserOptions): TestBrowser => {
    return this.browser(options).signIn(username);
  };

  readonly addPerson = (person: PersonOptions): RegisteredUser => {
    return this.#backend.serialize(this.#backend.people.add(person)) as RegisteredUser;
  };

  readonly changePerson = (username: string, changes: Parameters<TestServer['changePerson']>[1]): void => {
    Object.assign(this.#findPerson(username), changes);
  };

  readonly endSessions = (username: string): void => {
    const { sessions } = this.#backend;
    for (const { sid } of sessions.of(this.#findPerson(username))) sessions.end(sid);
  };

  readonly sessionCount = (username: string): number => {
    return this.#backend.sessions.of(this.#findPerson(username)).length;
  };

  readonly session = (username: string): Response => {
    const device = { userAgent: 'safejwt-js/testing', ip: '192.0.2.1' };
    const session = this.#backend.sessions.start(this.#findPerson(username), true, device);
    const reply = tokenReply(this.#backend, session, 200);
    return toResponse(reply, reply.cookies);
  };

  readonly handle = (
    name: string,
    handler: PublicTestHandler | TestHandler,
    options: TestHandlerOptions = {},
  ): void => {
    const [, method, path = ''] = /^(?:([A-Z]+) )?(.*)$/.exec(name) ?? [];
    this.#handlers.push({ method, path, handler: handler as PublicTestHandler, options });
  };

  #findPerson(username: string): Person {
    const person = this.#backend.people.find(username);
    if (!person) throw new Error(`This server has no user ${username}: add one with createTestServer({ people }).`);
    return person;
  }

  #signIn(username: string, jar: CookieJar, ip: string): void {
    const { sessions } = this.#backend;
    const session = sessions.start(this.#findPerson(username), true, { userAgent: 'safejwt-js/testing', ip });
    for (const cookie of refreshCookies(sessions.refreshToken(session), 7 * 86_400, session.sid)) jar.keep(cookie);
    jar.keep(csrfCookie(boundSecret(session.sid)));
  }

  #serve(request: TestRequest): Promise<Response> {
    return respond(this.#backend, this.#mount, request, (other) => this.#callHandler(other));
  }

  #findUser(request: TestRequest, { recentAuthentication }: TestHandlerOptions): RegisteredUser {
    const { person } = (recentAuthentication ? authenticateRecent : authenticate)(this.#backend, request);
    return this.#backend.serialize(person) as RegisteredUser;
  }

  /** Calls an endpoint of the app's own. */
  async #callHandler(request: TestRequest): Promise<Response | null> {
    const matching = this.#handlers.filter(({ path }) => isMatch(path, request.url.pathname));
    if (matching.length === 0) return null;
    const found = matching.find(({ method = request.method }) => method === request.method);
    if (!found) throw new Refusal('method_not_allowed');
    const { handler, options } = found;
    const isVisitor = options.isPublic && !request.headers.has('Authorization');
    const body = await handler(request, isVisitor ? null : this.#findUser(request, options));
    if (body instanceof Response) return body;
    return toResponse({ status: body === undefined ? 204 : 200, body }, []);
  }
}

interface Handler {
  readonly method: string | undefined;
  readonly path: string;
  readonly handler: PublicTestHandler;
  readonly options: TestHandlerOptions;
}

function isMatch(own: string, path: string): boolean {
  return own.endsWith('*') ? path.startsWith(own.slice(0, -1)) : path === own;
}

function createBackend(clock: TestClock, options: TestServerOptions): Backend {
  const now = () => Math.floor(clock.now() / 1000);
  const accessTokenLifetime = () => options.accessTokenLifetime ?? 300;
  const people = new People(clock.now);
  for (const person of options.people ?? [{ username: 'ada' }, { username: 'bob' }]) people.add(person);
  let serial = 0;
  return {
    now,
    people,
    sessions: new Sessions(now, accessTokenLifetime),
    accessTokenLifetime,
    countAttempt: createLimits(now),
    loginLimit: options.loginLimit ?? { tries: 10, seconds: 60 },
    registerLimit: options.registerLimit ?? { tries: 20, seconds: 3600 },
    serialize: options.serialize ?? (({ id, username, email }) => ({ id, username, email })),
    randomSecret() {
      serial += 1;
      return `csrf-${serial}`;
    },
  };
}
