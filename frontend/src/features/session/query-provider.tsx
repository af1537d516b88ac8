import { QueryClientProvider } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useAuthClient } from 'safejwt-js/react';
import { queriesOf } from './queries';

/** Wraps each page that reads from the API, so that only these pages load TanStack Query. */
export function QueryProvider({ children }: { children: ReactNode }) {
  return <QueryClientProvider client={queriesOf(useAuthClient())}>{children}</QueryClientProvider>;
}
