import { createAuthorizedFetch } from './authorized-fetch.js';
import { followPage, isVisible } from './browser/page-lifecycle.js';
import { findPlatform } from './browser/platform.js';
import { createLock } from './browser/web-lock.js';
import { AuthError, isAuthError } from './errors.js';
import { readAnswer } from './http/response.js';
import { createHttp, jsonBody } from './http/transport.js';
import { createBreaker } from './session/circuit-breaker.js';
import { createRefresh } from './session/refresh.js';
import { createSession } from './session/session.js';
import { createEpochs } from './session/sign-in-epoch.js';
import { createStore } from './session/store.js';
import { createTabs, type SessionAnswer } from './session/tab-channel.js';
import type { AuthClient, AuthClientOptions, AuthState, JsonRequestOptions, User } from './types.js';

/**
 * Makes the one client of an app. The server is asked nothing until `restore`, `login` or a request is called.
 *
 * @example
 * const client = createAuthClient({ baseUrl: '/users/' });
 * await client.restore();
 * const response = await client.fetch('/api/orders/');
 */
export function createAuthClient<TUser extends User = User>(options: AuthClientOptions = {}): AuthClient<TUser> {
  const { clocks, random, locks, channel, page } = findPlatform(options);
  const { timers } = options;
  const store = createStore<AuthState<TUser>>({ status: 'unknown', user: null, reason: null, degraded: false });
  const http = createHttp(options);
  const name = () => `safejwt ${http.endpoint('')}`;
  const tabs = createTabs<TUser>(channel, name, timers);
  // Whoever holds the lock has failed by then, and has said so.
  const epochs = createEpochs(clocks, createLock(locks, name, http.timeout + 1000, page, timers));
  const session = createSession(store, epochs, clocks, tabs, options.shareTokens ?? true);
  const breaker = createBreaker(clocks, random, page && probe, timers);
  const refresh = createRefresh(http, store, session, epochs, tabs, breaker, clocks, timers);
  const authorizedFetch = createAuthorizedFetch(http, store, refresh, epochs, options.onReauthenticationRequired);
  const disposal = new AbortController();

  const isAwaited = () => store.get().degraded && isVisible();

  /** An app that shows that the server cannot be reached shows the rest as soon as it can be, without a click. */
  function probe(): void {
    if (isAwaited()) refresh.renew(session.token()).catch(() => undefined);
  }

  async function restore(): Promise<AuthState<TUser>> {
    breaker.shorten(0);
    while (store.get().status === 'unknown') {
      try {
        await refresh.renew(null);
      } catch (error) {
        // The next round waits for the login that took over: it brings a session, or the question is open again.
        if (!isAuthError(error) || error.code !== 'superseded') break;
      }
    }
    return store.get();
  }

  async function signIn(path: string, body: unknown): Promise<TUser> {
    const before = epochs.number;
    epochs.next();
    const { number } = epochs;
    try {
      return await epochs.enqueue(async (epoch) => {
        const send = () => http.call<SessionAnswer<TUser>>(path, { body, signal: epoch });
        const user = await session.start(epoch, send, true);
        http.forgetCsrf();
        return user;
      });
    } catch (error) {
      // Nothing has changed, so what the other tabs say about the session is up to date.
      if (epochs.number === number) epochs.number = before;
      throw error;
    }
  }

  async function register(fields: unknown): Promise<TUser | null> {
    try {
      return await signIn('', fields);
    } catch (error) {
      if (isAuthError(error) && error.status === 202) return null;
      throw error;
    }
  }

  async function reauthenticate(password: string): Promise<void> {
    await request('reauthenticate/', { body: { password } });
    // The token that is held still says when the person signed in.
    await refresh.renew(session.token());
  }

  async function logout(): Promise<void> {
    epochs.next();
    session.end('logout');
    // Not tied to the epoch: a login that follows waits, for the server has to hear of the logout first.
    await epochs.enqueue(() => http.call('logout/', { keepalive: true }));
    http.forgetCsrf();
  }

  async function request<T>(path: string, { body, signal, headers, method }: JsonRequestOptions = {}): Promise<T> {
    const init = { method: method ?? (body === undefined ? 'GET' : 'POST'), ...jsonBody(body, headers) };
    const url = http.endpoint(path);
    try {
      return await readAnswer<T>(await authorizedFetch(url, { ...init, signal: signal ?? null }));
    } catch (cause) {
      if (isAuthError(cause) || signal?.aborted) throw cause;
      throw new AuthError('network_error', { cause });
    }
  }

  tabs.open(refresh.hear);
  followPage(page, disposal.signal, {
    left: tabs.close,
    restored() {
      tabs.open(refresh.hear);
      if (store.get().status === 'anonymous') return;
      // Listeners are called before the page is painted, so nothing is shown of somebody who has logged out since.
      session.suspend();
      void restore();
    },
    awake() {
      refresh.awake();
      if (isAwaited()) breaker.shorten(1000);
    },
  });

  return {
    getState: store.get,
    subscribe: store.subscribe,
    restore,
    login: (credentials) => signIn('login/', credentials),
    register,
    reauthenticate,
    logout,
    fetch: authorizedFetch,
    request,
    getAccessToken: refresh.token,
    setUser: session.setUser,
    dispose() {
      epochs.close();
      disposal.abort();
      tabs.close();
      breaker.reset();
      store.clear();
    },
  };
}
