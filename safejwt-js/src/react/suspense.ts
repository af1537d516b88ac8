'use client';

import type { AuthClient, User } from '../types.js';
import { type Auth, useAuth } from './hooks.js';

/** `useAuth()` once it is known who is there. */
export type KnownAuth<TUser extends User = User> = Exclude<Auth<TUser>, { readonly status: 'unknown' }>;

/** One for each client that does not know yet; the same from render to render, as React wants it. */
const answers = new WeakMap<object, Promise<void>>();

/**
 * `useAuth()` for a component inside of `<Suspense>`: suspends until it is known who is signed in, also while the server
 * cannot be reached; a fallback that uses `useAuth()` can say so. It throws the promise, as React 18 and 19 both take it;
 * `use` came with React 19. A server never knows, and sends the fallback.
 */
export function useAuthSuspense<TUser extends User = User>(): KnownAuth<TUser> {
  const auth = useAuth<TUser>();
  if (auth.status !== 'unknown') return auth;
  // React sends the fallback of the nearest <Suspense> for an error too, and renders in the browser.
  if (typeof document === 'undefined') throw new Error('Who is signed in is known in the browser only.');
  throw answerOf(auth.client);
}

function answerOf<TUser extends User>(client: AuthClient<TUser>): Promise<void> {
  const known = answers.get(client);
  if (known) return known;
  const answer = new Promise<void>((resolve) => {
    const stop = client.subscribe(() => {
      if (client.getState().status === 'unknown') return;
      stop();
      answers.delete(client);
      resolve();
    });
  });
  answers.set(client, answer);
  // A provider outside of which everything is suspended has not been shown, and so has not begun.
  void client.restore();
  return answer;
}
