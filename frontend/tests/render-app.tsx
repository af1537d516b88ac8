import { MantineProvider } from '@mantine/core';
import { act, render } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { MemoryRouter, useLocation, useNavigate } from 'react-router';
import { AuthProvider } from 'safejwt-js/react';
import { App } from '../src/app';
import { queriesOf } from '../src/features/session/queries';
import { Reauthentication } from '../src/features/session/reauthentication';
import { theme } from '../src/theme';
import { Notifications } from '../src/ui/notifications';
import type { FakeClient } from './fake-client';

/** Shows the whole app at `path`; `place()` is where the person is now, `visited` where he was, `back()` the browser's button. */
export function renderApp(client: FakeClient, path = '/', { isStrict = false } = {}) {
  let now = path;
  const visited: string[] = [];
  let back = () => {};
  const queries = queriesOf(client);
  function Place() {
    const { pathname, search, hash } = useLocation();
    now = pathname + search + hash;
    if (visited.at(-1) !== now) visited.push(now);
    const navigate = useNavigate();
    back = () => void navigate(-1);
    return null;
  }
  render(
    <MantineProvider theme={theme} env="test">
      <AuthProvider client={client}>
        <MemoryRouter initialEntries={[path]}>
          <App />
          <Place />
        </MemoryRouter>
        <Reauthentication />
      </AuthProvider>
      <Notifications />
    </MantineProvider>,
    { reactStrictMode: isStrict },
  );
  return { place: () => now, visited, back: () => act(() => back()), queries, person: userEvent.setup() };
}
