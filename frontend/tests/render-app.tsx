import { MantineProvider } from '@mantine/core';
import { act, render, screen, waitFor } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { MemoryRouter, useLocation, useNavigate } from 'react-router';
import { AuthProvider } from 'safejwt-js/react';
import { expect } from 'vitest';
import { App } from '../src/app';
import { queriesOf } from '../src/features/session/queries';
import { Reauthentication } from '../src/features/session/reauthentication';
import { theme } from '../src/theme';
import { Notifications } from '../src/ui/notifications';
import type { FakeClient } from './fake-client';

/**
 * Renders the whole app at `path` and waits for the page's chunk. `url()` is the current URL,
 * `visited` lists all of them, and `back()` presses the browser's button.
 */
export async function renderApp(client: FakeClient, path = '/', { isStrict = false } = {}) {
  let current = path;
  const visited: string[] = [];
  let back = () => {};
  const queries = queriesOf(client);
  function Url() {
    const { pathname, search, hash } = useLocation();
    current = pathname + search + hash;
    if (visited.at(-1) !== current) visited.push(current);
    const navigate = useNavigate();
    back = () => void navigate(-1);
    return null;
  }
  render(
    <MantineProvider theme={theme} env="test">
      <AuthProvider client={client}>
        <MemoryRouter initialEntries={[path]}>
          <App />
          <Url />
        </MemoryRouter>
        <Reauthentication />
      </AuthProvider>
      <Notifications />
    </MantineProvider>,
    { reactStrictMode: isStrict },
  );
  await waitFor(() => expect(screen.queryByText('Loading…')).not.toBeInTheDocument());
  // Typing without pauses between the keys.
  const user = userEvent.setup({ delay: null });
  return { url: () => current, visited, back: () => act(() => back()), queries, user };
}
