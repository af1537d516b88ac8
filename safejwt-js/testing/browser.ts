import { type AuthClient, type AuthClientOptions, createAuthClient, type User } from 'safejwt-js';
import { TestChannels } from './channels.js';
import type { TestClock } from './clock.js';
import { type CookieJar, createCookieJar } from './cookies.js';
import { TestLocks } from './locks.js';
import type { TestRequest } from './requests.js';
import { cookiesOf } from './responses.js';

export interface TestBrowserOptions {
  /** `false` for one without Web Locks, as on a page of plain http. */
  locks?: boolean;
  /** `false` for one without BroadcastChannel. */
  channels?: boolean;
  /** `false` when scripts cannot read the CSRF cookie, as when the API is on an unrelated host. */
  readableCookies?: boolean;
}

/** A tab with the app in it. */
export interface TestTab<TUser extends User = User> {
  readonly client: AuthClient<TUser>;
  /** Where the page's life is told. */
  readonly page: EventTarget;
  /** Tells the page something: `focus`, `online`, `pageshow` with `{ persisted: true }`… */
  happen(type: string, init?: object): void;
  /** The person closes it; other tabs stay. */
  close(): void;
}

/** A browser with one jar of cookies, locks and channels, which its tabs share. */
export interface TestBrowser {
  /** For a client of the app's own: `createAuthClient(browser.options)`. It uses the page of the test. */
  readonly options: AuthClientOptions;
  readonly fetch: typeof globalThis.fetch;
  /** Opens a tab with a client. */
  tab<TUser extends User = User>(options?: AuthClientOptions): TestTab<TUser>;
  /** Signs somebody in as if that had been done before the test, without a request. Returns the browser. */
  signIn(username: string): TestBrowser;
  readonly cookies: CookieJar;
  /** `held` has the names of the locks that are. */
  readonly locks: Pick<TestLocks, 'held' | 'request'>;
  /** All that was `said` on them, how many are open (`count`), and the milliseconds that a message takes (`delay`). */
  readonly channels: Pick<TestChannels, 'said' | 'count' | 'delay'>;
  /** Closes all tabs, and forgets the cookies that last no longer. */
  close(): void;
}

/** What a browser needs of the world: the server behind its network. */
export interface World {
  readonly clock: TestClock;
  readonly mount: string;
  readonly ip: string;
  carry(request: TestRequest): Promise<Response>;
  /** Starts a session in this jar. */
  signIn(username: string, jar: CookieJar): void;
}

const nowhere = 'http://localhost/';

export function createTestBrowser(world: World, options: TestBrowserOptions = {}) {
  const { clock } = world;
  const jar = createCookieJar(options.readableCookies ?? true);
  const locks = new TestLocks();
  const channels = new TestChannels(clock.timers);
  const tabs = new Set<Pick<TestTab, 'happen' | 'close'>>();

  async function fetch(input: RequestInfo | URL, init: RequestInit = {}): Promise<Response> {
    const request = await readRequest(input, init, jar, world.ip);
    const { signal } = request;
    return new Promise((resolve, reject) => {
      const abort = () => reject(signal?.reason);
      signal?.addEventListener('abort', abort, { once: true });
      if (signal?.aborted) return abort();
      world
        .carry(request)
        .then((response) => {
          // Whoever has given up takes no cookies either.
          if (!signal?.aborted) for (const cookie of cookiesOf(response)) jar.keep(cookie);
          resolve(response);
        })
        .catch(reject);
    });
  }

  const browser: TestBrowser = {
    options: {
      baseUrl: typeof location === 'undefined' ? new URL(world.mount, nowhere).href : world.mount,
      fetch,
      now: clock.now,
      timers: clock.timers,
      random: () => 1,
      cookies: jar.readable,
      locks: options.locks === false ? null : locks,
      channel: options.channels === false ? null : channels.create,
    },
    fetch,
    tab<TUser extends User>(more: AuthClientOptions = {}) {
      const page = new EventTarget();
      const client = createAuthClient<TUser>({ ...browser.options, page, ...more });
      const tab: TestTab<TUser> = {
        client,
        page,
        happen: (type, init = {}) => void page.dispatchEvent(Object.assign(new Event(type), init)),
        close() {
          tabs.delete(tab);
          tab.happen('pagehide');
          client.dispose();
        },
      };
      tabs.add(tab);
      return tab;
    },
    signIn(username) {
      world.signIn(username, jar);
      return browser;
    },
    cookies: jar,
    locks,
    channels,
    close() {
      for (const tab of tabs) tab.close();
      jar.close();
    },
  };

  function tell(type: string): void {
    for (const tab of tabs) tab.happen(type);
  }

  return { browser, tell };
}

/** The signal is kept out of the Request: a page's AbortSignal of jsdom is none for Node. */
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
  const request = new Request(input instanceof Request ? input : new URL(input, base), rest);
  const cookies = request.credentials === 'omit' ? new Map<string, string>() : jar.all();
  const body = new Uint8Array(await request.arrayBuffer());
  return {
    method: request.method,
    url: new URL(request.url),
    headers: request.headers,
    body,
    cookies,
    ip,
    signal,
    init,
  };
}
