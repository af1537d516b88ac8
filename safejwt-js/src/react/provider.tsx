'use client';

import { createContext, type ReactNode, useContext, useEffect } from 'react';
import type { AuthClient, RegisteredUser, User } from '../types.js';

const AuthContext = createContext<AuthClient<User> | null>(null);

export interface AuthProviderProps {
  /** Create it once with `createAuthClient`, outside of any component. */
  client: AuthClient<User>;
  children?: ReactNode;
}

/** Provides the client to the hooks below, and restores the session when it mounts. */
export function AuthProvider({ client, children }: AuthProviderProps): ReactNode {
  useEffect(() => {
    // StrictMode runs effects twice. Both calls share one request.
    void client.restore();
  }, [client]);
  return <AuthContext.Provider value={client}>{children}</AuthContext.Provider>;
}

/** Returns the client of the nearest `AuthProvider`; throws without one. */
export function useAuthClient<TUser extends User = RegisteredUser>(): AuthClient<TUser> {
  const client = useContext(AuthContext);
  if (!client) throw new Error('No safejwt client found: wrap the app in <AuthProvider client={client}>.');
  return client as AuthClient<TUser>;
}
