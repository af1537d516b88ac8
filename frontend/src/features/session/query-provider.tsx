import { QueryClientProvider } from '@tanstack/react-query';
import { type ReactNode, useEffect } from 'react';
import { useAuthClient } from 'safejwt-js/react';
import { onChangeElsewhere } from './changes';
import { queriesOf } from './queries';

/**
 * Wraps each page that reads from the API, so that only these pages load TanStack Query. What another tab has changed is
 * read again.
 */
export function QueryProvider({ children }: { children: ReactNode }) {
  const queries = queriesOf(useAuthClient());
  useEffect(() => onChangeElsewhere(() => void queries.invalidateQueries()), [queries]);
  return <QueryClientProvider client={queries}>{children}</QueryClientProvider>;
}
