'use client';

import { useMemo, useSyncExternalStore } from 'react';
import type { AuthClient, AuthState, RegisteredUser, User } from '../types.js';
import { useAuthClient } from './provider.js';

export type Auth<TUser extends User = RegisteredUser> = AuthState<TUser> &
  Pick<AuthClient<TUser>, 'login' | 'register' | 'logout'> & { readonly client: AuthClient<TUser> };

/** For server rendering and hydration: only the browser knows who is signed in. */
const serverState = { status: 'unknown', user: null, reason: null, degraded: false } as const;

/**
 * Returns the session's state and the functions that change it. A new token does not cause a
 * render.
 */
export function useAuth<TUser extends User = RegisteredUser>(): Auth<TUser> {
  const client = useAuthClient<TUser>();
  const state = useSyncExternalStore(client.subscribe, client.getState, () => serverState);
  return useMemo(() => {
    const { login, register, logout } = client;
    return { ...state, login, register, logout, client };
  }, [state, client]);
}

/** Returns the signed-in user, or `null`. Renders again only when the user changes. */
export function useUser<TUser extends User = RegisteredUser>(): TUser | null {
  const client = useAuthClient<TUser>();
  return useSyncExternalStore(
    client.subscribe,
    () => client.getState().user,
    () => null,
  );
}
