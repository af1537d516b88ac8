import type { User } from 'safejwt-js';
import { createTestBrowser, type TestBrowser, type TestBrowserOptions } from './browser.js';
import { createTestClock, type TestClock } from './clock.js';
import type { CookieJar } from './cookies.js';
import { boundSecret } from './csrf.js';
import {
  authenticate,
  authenticateRecent,
  type Backend,
  createEndpoints,
  csrfCookie,
  refreshCookie,
} from './endpoints.js';
import { createLimits, type Limit } from './limits.js';
import { createNetwork, type TestNetwork } from './network.js';
import { createPeople, type Person, type PersonOptions } from './people.js';
import type { TestRequest } from './requests.js';
import { toResponse } from './responses.js';
import { answerBelow } from './routes.js';
import { createSessions } from './sessions.js';

export interface TestServerOptions {
  /** Who has an account. Default ada and bob. */
  people?: readonly PersonOptions[];
  /** Where the endpoints are mounted. Default `/users/`. */
  mount?: string;
  /** Seconds. Default 300. */
  accessTokenLifetime?: number;
  /** Default 10 tries a minute for one account from one browser. */
  loginLimit?: Limit;
  /** Default 20 an hour from one browser. */
  registerLimit?: Limit;
  /** What is told of a person, as by `SAFEJWT_USER_SERIALIZER`. Default `id`, `username` and `email`. */
  serialize?: (person: Person) => User;
}

/** Answers a request of somebody who is signed in, with a Response or with what becomes JSON. */
export type TestHandler = (request: TestRequest, user: User) => unknown;

export interface TestHandlerOptions {
  /** Whether it takes a person who entered the password within ten minutes; others get 403 `reauthentication_required`. */
  recentAuthentication?: boolean;
}

/** A server that speaks the protocol, in memory, and the browsers of those who use it. */
export interface TestServer {
  readonly clock: TestClock;
  readonly network: TestNetwork;
  /** Opens a browser nobody has used before. */
  browser(options?: TestBrowserOptions): TestBrowser;
  /** Opens a browser in which somebody is signed in. */
  signIn(username: string, options?: TestBrowserOptions): TestBrowser;
  /** Adds an account. */
  addPerson(person: PersonOptions): User;
  /** The account as an administrator changes it: another password or `isActive: false` ends its sessions. */
  changePerson(username: string, changes: Partial<Pick<Person, 'username' | 'email' | 'password' | 'isActive'>>): void;
  /** Ends all sessions of a person, as from another device. */
  endSessions(username: string): void;
  /** How many sessions of a person live. */
  sessionCount(username: string): number;
  /**
   * Adds an endpoint of the app's own, for those who are signed in; others get the 401 or 403 of the real server. A path
   * that ends with `*` stands for all that begin so.
   *
   * @example
   * server.handle('/api/orders/', (request, user) => [{ id: 1, customer: user.username }]);
   */
  handle(path: string, handler: TestHandler, options?: TestHandlerOptions): void;
}

/**
 * Makes a server for the tests of an app. It asks nothing of the test's environment but `fetch`'s classes, replaces no
 * global, and keeps nothing from test to test.
 *
 * @example
 * const server = createTestServer();
 * const { client } = server.signIn('ada').tab();
 * render(<AuthProvider client={client}><App /></AuthProvider>);
 * await screen.findByText('Hello ada');
 */
export function createTestServer(options: TestServerOptions = {}): TestServer {
  const { mount = '/users/', people: known = [{ username: 'ada' }, { username: 'bob' }] } = options;
  const clock = createTestClock();
  const now = () => Math.floor(clock.now() / 1000);
  const accessTokenLifetime = () => options.accessTokenLifetime ?? 300;
  const people = createPeople(clock.now);
  const sessions = createSessions(now, accessTokenLifetime);
  for (const person of known) people.add(person);
  const backend: Backend = {
    now,
    people,
    sessions,
    accessTokenLifetime,
    countTry: createLimits(now),
    loginLimit: options.loginLimit ?? { tries: 10, seconds: 60 },
    registerLimit: options.registerLimit ?? { tries: 20, seconds: 3600 },
    serialize: options.serialize ?? (({ id, username, email }) => ({ id, username, email })),
  };
  const endpoints = createEndpoints(backend);
  const handlers: [path: string, handler: TestHandler, options: TestHandlerOptions][] = [];
  const tellers: ((type: string) => void)[] = [];
  const { network, carry } = createNetwork(clock, (type) => {
    for (const tell of tellers) tell(type);
  });

  function findPerson(username: string): Person {
    const person = people.find(username);
    if (!person) throw new Error(`Nobody is called ${username} on this server: give it createTestServer({ people }).`);
    return person;
  }

  /** An endpoint of the app's own. */
  async function handled(request: TestRequest): Promise<Response | null> {
    const path = request.url.pathname;
    const found = handlers.find(([own]) => (own.endsWith('*') ? path.startsWith(own.slice(0, -1)) : path === own));
    if (!found) return null;
    const [, handler, { recentAuthentication }] = found;
    const { person } = (recentAuthentication ? authenticateRecent : authenticate)(backend, request);
    const answer = await handler(request, backend.serialize(person));
    return answer instanceof Response
      ? answer
      : toResponse({ status: answer === undefined ? 204 : 200, body: answer }, []);
  }

  function serve(request: TestRequest): Promise<Response> {
    return answerBelow(mount, endpoints, request, handled);
  }

  function signInBrowser(username: string, jar: CookieJar, ip: string): void {
    const session = sessions.start(findPerson(username), true, { userAgent: 'safejwt-js/testing', ip });
    jar.keep(refreshCookie(sessions.refreshToken(session), 7 * 86_400));
    jar.keep(csrfCookie(boundSecret(session.sid)));
  }

  const server: TestServer = {
    clock,
    network,
    browser(browserOptions) {
      const ip = `192.0.2.${tellers.length + 1}`;
      const signIn = (username: string, jar: CookieJar) => signInBrowser(username, jar, ip);
      const world = { clock, mount, ip, signIn, carry: (request: TestRequest) => carry(request, serve) };
      const { browser, tell } = createTestBrowser(world, browserOptions);
      tellers.push(tell);
      return browser;
    },
    signIn: (username, browserOptions) => server.browser(browserOptions).signIn(username),
    addPerson: (person) => backend.serialize(people.add(person)),
    changePerson: (username, changes) => void Object.assign(findPerson(username), changes),
    endSessions(username) {
      for (const { sid } of sessions.of(findPerson(username))) sessions.end(sid);
    },
    sessionCount: (username) => sessions.of(findPerson(username)).length,
    handle: (path, handler, handlerOptions = {}) => void handlers.push([path, handler, handlerOptions]),
  };
  return server;
}
