import { readAnswer } from './answers.js';
import { createAuthorizedFetch } from './authorized-fetch.js';
import { systemClocks } from './clock.js';
import { createEpochs } from './epochs.js';
import { AuthError, isAuthError } from './errors.js';
import { createHttp, jsonBody } from './http.js';
import { createRefresh } from './refresh.js';
import { createSession, type SessionAnswer } from './session.js';
import { createStore } from './store.js';
import type { AuthClient, AuthClientOptions, AuthState, JsonRequestOptions, User } from './types.js';

/**
 * Makes the one client of an app. Nothing is sent until `restore`, `login` or a request is called.
 *
 * @example
 * const client = createAuthClient({ baseUrl: '/users/' });
 * await client.restore();
 * const response = await client.fetch('/api/orders/');
 */
export function createAuthClient<TUser extends User = User>(options: AuthClientOptions = {}): AuthClient<TUser> {
  const store = createStore<AuthState<TUser>>({ status: 'unknown', user: null, reason: null, degraded: false });
  const http = createHttp(options);
  const epochs = createEpochs();
  const session = createSession(store, epochs, options.now ? [options.now] : systemClocks);
  const refresh = createRefresh(http, store, session, epochs);
  const authorizedFetch = createAuthorizedFetch(http, refresh, epochs);

  async function restore(): Promise<AuthState<TUser>> {
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

  function signIn(path: string, body: unknown): Promise<TUser> {
    epochs.next();
    return epochs.enqueue(async (epoch) => {
      const user = await session.start(epoch, () => http.call<SessionAnswer<TUser>>(path, { body, signal: epoch }));
      http.forgetCsrf();
      return user;
    });
  }

  async function logout(): Promise<void> {
    epochs.next();
    session.end('signed_out');
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

  return {
    getState: store.get,
    subscribe: store.subscribe,
    restore,
    login: (credentials) => signIn('login/', credentials),
    register: (fields) => signIn('', fields),
    logout,
    fetch: authorizedFetch,
    request,
    getAccessToken: refresh.token,
    setUser(user) {
      const state = store.get();
      if (state.status === 'authenticated') store.set({ ...state, user });
    },
    dispose() {
      epochs.close();
      store.clear();
    },
  };
}
