'use client';

import type { ReactNode } from 'react';
import { useAuth } from './hooks.js';

export interface RequireAuthProps {
  children?: ReactNode;
  /** Rendered when no user is signed in: the login page, or the router's redirect to it. */
  fallback: ReactNode;
  /** Rendered until the client knows who is signed in. */
  loading?: ReactNode;
  /** Rendered while that is unknown because the server does not respond. Default `loading`. */
  unreachable?: ReactNode;
}

/**
 * Renders `children` for a signed-in user. This is no access control: the page's code contains them
 * in any case.
 */
export function RequireAuth({ children, fallback, loading, unreachable = loading }: RequireAuthProps): ReactNode {
  const { status, degraded } = useAuth();
  if (status === 'authenticated') return children;
  if (status === 'anonymous') return fallback;
  return degraded ? unreachable : loading;
}
