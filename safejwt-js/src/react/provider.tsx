'use client';

import { createContext, type ReactNode, useContext, useEffect } from 'react';
import type { AuthClient, User } from '../types.js';

const AuthContext = createContext<AuthClient | null>(null);

export interface AuthProviderProps {
  /** Made once, outside of any component, with `createAuthClient`. */
  client: AuthClient;
  children?: ReactNode;
}

/** Gives the client to the hooks below it and restores the session when it is first shown. */
export function AuthProvider({ client, children }: AuthProviderProps): ReactNode {
  useEffect(() => {
    // Effects run twice in StrictMode; both calls share one request.
    void client.restore();
  }, [client]);
  return <AuthContext.Provider value={client}>{children}</AuthContext.Provider>;
}

/** The client of the nearest `AuthProvider`; throws without one. */
export function useAuthClient<TUser extends User = User>(): AuthClient<TUser> {
  const client = useContext(AuthContext);
  if (!client) throw new Error('No safejwt client found: wrap the app in <AuthProvider client={client}>.');
  return client as AuthClient<TUser>;
}
