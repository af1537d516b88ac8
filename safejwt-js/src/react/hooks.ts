'use client';

import { useMemo, useSyncExternalStore } from 'react';
import type { AuthClient, AuthState, User } from '../types.js';
import { useAuthClient } from './provider.js';

export type Auth<TUser extends User = User> = AuthState<TUser> &
  Pick<AuthClient<TUser>, 'login' | 'register' | 'logout'> & { readonly client: AuthClient<TUser> };

/** What a server renders, and a browser hydrates: who is signed in is known in the browser only. */
const serverState = { status: 'unknown', user: null, reason: null, degraded: false } as const;

/** The session, and the verbs that change it. Renders again when the state changes, not when the token does. */
export function useAuth<TUser extends User = User>(): Auth<TUser> {
  const client = useAuthClient<TUser>();
  const state = useSyncExternalStore(client.subscribe, client.getState, () => serverState);
  return useMemo(() => {
    const { login, register, logout } = client;
    return { ...state, login, register, logout, client };
  }, [state, client]);
}

/** The signed-in person, or `null`. Renders again only when that changes. */
export function useUser<TUser extends User = User>(): TUser | null {
  const client = useAuthClient<TUser>();
  return useSyncExternalStore(
    client.subscribe,
    () => client.getState().user,
    () => null,
  );
}
