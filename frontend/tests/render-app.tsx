import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { render } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { MemoryRouter, useLocation } from 'react-router';
import { AuthProvider } from 'safejwt-js/react';
import { App } from '../src/app';
import { theme } from '../src/theme';
import type { FakeClient } from './fake-client';

/** Shows the whole app at `path`; `place()` is where the person is now. */
export function renderApp(client: FakeClient, path = '/') {
  let now = path;
  function Place() {
    const { pathname, search } = useLocation();
    now = pathname + search;
    return null;
  }
  render(
    <MantineProvider theme={theme} env="test">
      <AuthProvider client={client}>
        <MemoryRouter initialEntries={[path]}>
          <App />
          <Place />
        </MemoryRouter>
      </AuthProvider>
      <Notifications />
    </MantineProvider>,
  );
  return { place: () => now, person: userEvent.setup() };
}
