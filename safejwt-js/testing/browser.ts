import { type AuthClient, type AuthClientOptions, createAuthClient, type RegisteredUser, type User } from 'safejwt-js';
import { TestChannels } from './channels.js';
import type { TestClock } from './clock.js';
import { type CookieJar, createCookieJar } from './cookies.js';
import { adoptBody } from './foreign-bodies.js';
import { TestLocks } from './locks.js';
import type { TestRequest } from './requests.js';
import { cookiesOf } from './responses.js';

export interface TestBrowserOptions {
  /** `false` for a browser without Web Locks, as on a page of plain http. */
  locks?: boolean;
  /** `false` for a browser without BroadcastChannel. */
  channels?: boolean;
  /** `false` when scripts cannot read the CSRF cookie, as when the API is on an unrelated host. */
  readableCookies?: boolean;
}

/** A tab that runs the app. */
export interface TestTab<TUser extends User = RegisteredUser> {
  readonly client: AuthClient<TUser>;
  /** The target of the page's events. */
  readonly page: EventTarget;
  /** Dispatches an event on the page: `focus`, `online`, `pageshow` with `{ persisted: true }`… */
  happen(type: string, init?: object): void;
  /** Closes the tab; other tabs stay open. */
  close(): void;
}

/** A browser with one cookie jar, and with locks and channels that its tabs share. */
export interface TestBrowser {
  /**
   * For a client of the app's own: `createAuthClient(browser.options)`. It uses the page of the
   * test.
   */
  readonly options: AuthClientOptions;
  readonly fetch: typeof globalThis.fetch;
  /** Opens a tab with a client. */
  tab<TUser extends User = RegisteredUser>(options?: AuthClientOptions): TestTab<TUser>;
  /** Signs in a user without a request, as if before the test. Returns the browser. */
  signIn(username: string): TestBrowser;
  readonly cookies: CookieJar;
  /** `held` contains the names of the locks that are held. */
  readonly locks: Pick<TestLocks, 'held' | 'request'>;
  /**
   * All messages (`said`), how many channels are open (`count`), and the milliseconds that a
   * message takes (`delay`).
   */
  readonly channels: Pick<TestChannels, 'said' | 'count' | 'delay'>;
  /** Closes all tabs, and deletes session cookies. */
  close(): void;
}

/** The server behind the browser's network. */
export interface World {
  readonly clock: TestClock;
  readonly mount: string;
  readonly ip: string;
  carry(request: TestRequest): Promise<Response>;
  /** Starts a session in this jar. */
  signIn(username: string, jar: CookieJar): void;
}

const nowhere = 'http://localhost/';

/** What the tabs of one browser share. */
function createStorage(): Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> {
  const items = new Map<string, string>();
  return {
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, value) => void items.set(key, value),
    removeItem: (key) => void items.delete(key),
  };
}

/** Its public members are bound, so that tests can pass them around. */
export class Browser implements TestBrowser {
  readonly cookies: CookieJar;
  readonly locks = new TestLocks();
  readonly channels: TestChannels;
  readonly options: AuthClientOptions;
  readonly #world: World;
  readonly #tabs = new Set<Pick<TestTab, 'happen' | 'close'>>();

  constructor(world: World, { locks, channels, readableCookies = true }: TestBrowserOptions = {}) {
    const { clock, mount } = world;
    this.#world = world;
    this.cookies = createCookieJar(readableCookies);
    this.channels = new TestChannels(clock.timers);
    this.options = {
      baseUrl: typeof location === 'undefined' ? new URL(mount, nowhere).href : mount,
      fetch: this.fetch,
      now: clock.now,
      timers: clock.timers,
      random: () => 1,
      cookies: this.cookies.readable,
      sessionHint: readableCookies,
      locks: locks === false ? null : this.locks,
      storage: createStorage(),
      channel: channels === false ? null : this.channels.create,
    };
  }

  readonly fetch = async (input: RequestInfo | URL, init: RequestInit = {}): Promise<Response> => {
    const request = await readRequest(input, init, this.cookies, this.#world.ip);
    const { signal } = request;
    return new Promise((resolve, reject) => {
      const abort = () => reject(signal?.reason);
      signal?.addEventListener('abort', abort, { once: true });
      if (signal?.aborted) return abort();
      this.#world
        .carry(request)
        .then((response) => {
          // A request that the caller has given up sets no cookies either.
          if (!signal?.aborted) for (const cookie of cookiesOf(response)) this.cookies.keep(cookie);
          resolve(response);
        })
        .catch(reject);
    });
  };

  readonly tab = <TUser extends User>(options: AuthClientOptions = {}): TestTab<TUser> => {
    const page = new EventTarget();
    const client = createAuthClient<TUser>({ ...this.options, page, ...options });
    const tab: TestTab<TUser> = {
      client,
      page,
      happen: (type, init = {}) => void page.dispatchEvent(Object.assign(new Event(type), init)),
      close: () => {
        this.#tabs.delete(tab);
        tab.happen('pagehide');
        client.dispose();
      },
    };
    this.#tabs.add(tab);
    return tab;
  };

  readonly signIn = (username: string): TestBrowser => {
    this.#world.signIn(username, this.cookies);
    return this;
  };

  readonly close = (): void => {
    for (const tab of this.#tabs) tab.close();
    this.cookies.close();
  };

  /** Dispatches an event on the pages of all tabs. */
  happen(type: string): void {
    for (const tab of this.#tabs) tab.happen(type);
  }
}

/** The signal is kept out of the Request: Node does not accept an AbortSignal of a jsdom page. */
async function readRequest(
  input: RequestInfo | URL,
  init: RequestInit,
  jar: CookieJar,
  ip: string,
): Promise<TestRequest> {
  const { signal: given, ...rest } = init;
  const signal = given ?? (input instanceof Request ? input.signal : null);
  signal?.throwIfAborted();
  const base = typeof document === 'undefined' ? nowhere : document.baseURI;
  if (typeof rest.body === 'object' && rest.body) rest.body = await adoptBody(rest.body);
  const request = new Request(input instanceof Request ? input : new URL(input, base), rest);
  const cookies = request.credentials === 'omit' ? new Map<string, string>() : jar.all();
  const body = new Uint8Array(await request.arrayBuffer());
  const { method, headers } = request;
  return { method, url: new URL(request.url), headers, body, cookies, ip, signal, init };
}
