import { QueryClientProvider } from '@tanstack/react-query';
import { Outlet } from 'react-router';
import { useAuthClient } from 'safejwt-js/react';
import { queriesOf } from '../queries';

/** Around the pages that keep what the API said. */
export default function Queries() {
  return (
    <QueryClientProvider client={queriesOf(useAuthClient())}>
      <Outlet />
    </QueryClientProvider>
  );
}
