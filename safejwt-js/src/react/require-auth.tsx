'use client';

import type { ReactNode } from 'react';
import { useAuth } from './hooks.js';

export interface RequireAuthProps {
  children?: ReactNode;
  /** Shown to those who are not signed in: the login page, or the router's redirect to it. */
  fallback: ReactNode;
  /** Shown until it is known who is there. */
  loading?: ReactNode;
  /** Shown when that cannot be found out because the server does not answer; `loading` by default. */
  unreachable?: ReactNode;
}

/** Shows `children` to those who are signed in. What it hides is in the page's code all the same: the API decides. */
export function RequireAuth({ children, fallback, loading, unreachable = loading }: RequireAuthProps): ReactNode {
  const { status, degraded } = useAuth();
  if (status === 'authenticated') return children;
  if (status === 'anonymous') return fallback;
  return degraded ? unreachable : loading;
}
