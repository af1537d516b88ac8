import { createAuthorizedFetch } from './authorized-fetch.js';
import { followPage } from './browser/page-lifecycle.js';
import { findPlatform } from './browser/platform.js';
import { createWebLock } from './browser/web-lock.js';
import { createJsonRequest, createTransport } from './http/transport.js';
import { Refresher } from './session/refresh.js';
import { createRefreshQueue } from './session/refresh-queue.js';
import { createRenewal } from './session/renewal.js';
import { Session } from './session/session.js';
import { createSignIn } from './session/sign-in.js';
import type { AuthClient, AuthClientOptions, Credentials, RegisteredUser, User } from './types.js';

/**
 * Creates the one client of an app. It sends no request before `restore`, `login` or a request is
 * called.
 *
 * @example
 * const client = createAuthClient({ baseUrl: '/users/' });
 * await client.restore();
 * const response = await client.fetch('/api/orders/');
 */
export function createAuthClient<TUser extends User = RegisteredUser, TCredentials extends object = Credentials>(
  options: AuthClientOptions = {},
): AuthClient<TUser, TCredentials> {
  const platform = findPlatform(options);
  const http = createTransport(options);
  const name = () => `safejwt ${http.endpoint('')}`;
  // By then the holder of the lock has failed, and has posted so.
  const queue = createRefreshQueue(createWebLock(platform, name, http.timeout + 1000));
  const session = new Session<TUser>(platform, name, http.sessionHints, options.shareTokens);
  const refresher = new Refresher(session, http, queue, platform);
  const fetch = createAuthorizedFetch(http, session, refresher, options);
  const request = createJsonRequest(http, fetch);
  const restore = () => refresher.restore();
  const signIn = createSignIn(session, http, queue, request);

  session.open();
  const unfollow = followPage(
    platform.page,
    () => session.close(),
    () => {
      session.reopen();
      void restore();
    },
    () => refresher.awake(),
  );
  return {
    getState: session.store.get,
    subscribe: session.store.subscribe,
    restore,
    ...signIn,
    logout: () => refresher.logOut(),
    ...createRenewal(refresher, request, signIn.signIn),
    fetch,
    request,
    getAccessToken: () => refresher.token(),
    getFailure: () => (session.store.get().degraded ? refresher.breaker.failure() : null),
    setUser: (user) => session.setUser(user),
    dispose() {
      unfollow();
      session.epoch.close();
      session.close();
      refresher.breaker.reset();
      session.store.clear();
    },
  };
}
