import { createAuthorizedFetch } from './authorized-fetch.js';
import { followPage } from './browser/page-lifecycle.js';
import { findPlatform } from './browser/platform.js';
import { createWebLock } from './browser/web-lock.js';
import { AuthError, isAuthError } from './errors.js';
import { readBody } from './http/response.js';
import { createTransport, jsonBody, type Transport } from './http/transport.js';
import { Refresher } from './session/refresh.js';
import { createRefreshQueue, type RefreshQueue } from './session/refresh-queue.js';
import { Session } from './session/session.js';
import type { TokenResponse } from './session/tab-channel.js';
import type { AuthClient, AuthClientOptions, AuthState, Credentials, JsonRequestOptions, User } from './types.js';

/**
 * Creates the one client of an app. It sends no request before `restore`, `login` or a request is
 * called.
 *
 * @example
 * const client = createAuthClient({ baseUrl: '/users/' });
 * await client.restore();
 * const response = await client.fetch('/api/orders/');
 */
export function createAuthClient<TUser extends User = User>(options: AuthClientOptions = {}): AuthClient<TUser> {
  return new Client<TUser>(options);
}

/** Its public members are bound, so that apps can pass them around. */
class Client<TUser extends User> implements AuthClient<TUser> {
  readonly #session: Session<TUser>;
  readonly #http: Transport;
  readonly #queue: RefreshQueue;
  readonly #refresher: Refresher<TUser>;
  readonly #unfollow: () => void;

  declare readonly getState: AuthClient<TUser>['getState'];
  declare readonly subscribe: AuthClient['subscribe'];
  declare readonly fetch: AuthClient['fetch'];

  constructor(options: AuthClientOptions) {
    const platform = findPlatform(options);
    const http = createTransport(options);
    const name = () => `safejwt ${http.endpoint('')}`;
    // By then the holder of the lock has failed, and has posted so.
    const queue = createRefreshQueue(createWebLock(platform, name, http.timeout + 1000));
    const session = new Session<TUser>(platform, name, options.shareTokens);
    const refresher = new Refresher(session, http, queue, platform);
    this.#session = session;
    this.#http = http;
    this.#queue = queue;
    this.#refresher = refresher;
    this.getState = session.store.get;
    this.subscribe = session.store.subscribe;
    this.fetch = createAuthorizedFetch(http, session, refresher, options.onReauthenticationRequired);
    session.open();
    this.#unfollow = followPage(
      platform.page,
      () => session.close(),
      () => this.#revalidate(),
      () => refresher.awake(),
    );
  }

  readonly restore = async (): Promise<AuthState<TUser>> => {
    this.#refresher.breaker.shorten(0);
    while (this.#session.store.get().status === 'unknown') {
      try {
        await this.#refresher.renew(null);
      } catch (error) {
        // A login has taken over. The next round waits for it: it brings a session, or the state
        // stays `unknown`.
        if ((error as AuthError).code !== 'superseded') break;
      }
    }
    return this.#session.store.get();
  };

  readonly login = (credentials: Credentials): Promise<TUser> => this.#signIn('login/', credentials);

  readonly register = async (fields: unknown): Promise<TUser | null> => {
    try {
      return await this.#signIn('', fields);
    } catch (error) {
      if ((error as AuthError).status === 202) return null;
      throw error;
    }
  };

  readonly reauthenticate = async (password: string): Promise<void> => {
    await this.request('reauthenticate/', { body: { password } });
    // The current token still contains the time of the login.
    await this.#refresher.renew(this.#session.token());
  };

  readonly logout = async (): Promise<void> => {
    this.#session.epoch.begin();
    this.#session.end('logout');
    // Not tied to the epoch: a login that follows must wait until the server has processed the
    // logout.
    await this.#queue(this.#session.epoch.signal, () => this.#http.call('logout/', { keepalive: true }));
    this.#http.forgetCsrf();
  };

  readonly request = async <T>(path: string, options: JsonRequestOptions = {}): Promise<T> => {
    const { body, signal, headers, method } = options;
    const init = { method: method ?? (body === undefined ? 'GET' : 'POST'), ...jsonBody(body, headers) };
    const url = this.#http.endpoint(path);
    try {
      return await readBody<T>(await this.fetch(url, { ...init, signal: signal ?? null }));
    } catch (cause) {
      if (isAuthError(cause) || signal?.aborted) throw cause;
      throw new AuthError('network_error', { cause });
    }
  };

  readonly getAccessToken = (): Promise<string | null> => this.#refresher.token();

  readonly setUser = (user: TUser): void => this.#session.setUser(user);

  readonly dispose = (): void => {
    this.#unfollow();
    this.#session.epoch.close();
    this.#session.close();
    this.#refresher.breaker.reset();
    this.#session.store.clear();
  };

  async #signIn(path: string, body: unknown): Promise<TUser> {
    const revert = this.#session.epoch.begin();
    const signal = this.#session.epoch.signal;
    try {
      return await this.#queue(signal, async () => {
        const send = () => this.#http.call<TokenResponse<TUser>>(path, { body, signal });
        const user = await this.#session.start(signal, send, true);
        this.#http.forgetCsrf();
        return user;
      });
    } catch (error) {
      // Nothing has changed, so messages from the other tabs are still up to date.
      revert();
      throw error;
    }
  }

  /** After the back/forward cache: the user may have logged out, or a different user in. */
  #revalidate(): void {
    this.#session.open();
    if (this.#session.store.get().status === 'anonymous') return;
    // Listeners run before the browser paints, so nothing of a user who has logged out is shown.
    this.#session.suspend();
    void this.restore();
  }
}
