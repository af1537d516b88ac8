'use client';

import type { AuthClient, RegisteredUser, User } from '../types.js';
import { type Auth, useAuth } from './hooks.js';

/** The result of `useAuth()` once the client knows who is signed in. */
export type KnownAuth<TUser extends User = RegisteredUser> = Exclude<Auth<TUser>, { readonly status: 'unknown' }>;

/** One promise per client, the same from render to render, as React requires. */
const pending = new WeakMap<object, Promise<void>>();

/**
 * `useAuth()` for a component inside `<Suspense>`. Suspends until the client knows who is signed
 * in, also while the server is unreachable; a fallback can show that with `useAuth()`. It throws
 * the promise, which React 18 and 19 support; `use` exists only in React 19. On a server it always
 * renders the fallback.
 */
export function useAuthSuspense<TUser extends User = RegisteredUser>(): KnownAuth<TUser> {
  const auth = useAuth<TUser>();
  if (auth.status !== 'unknown') return auth;
  // For an error too, React sends the fallback of the nearest <Suspense>, and then renders in the
  // browser.
  if (typeof document === 'undefined') throw new Error('Only the browser knows who is signed in.');
  throw knownState(auth.client);
}

function knownState<TUser extends User>(client: AuthClient<TUser>): Promise<void> {
  const known = pending.get(client);
  if (known) return known;
  const promise = new Promise<void>((resolve) => {
    const stop = client.subscribe(() => {
      if (client.getState().status === 'unknown') return;
      stop();
      pending.delete(client);
      resolve();
    });
  });
  pending.set(client, promise);
  // The provider itself may be suspended. Its effect has not run then.
  void client.restore();
  return promise;
}
