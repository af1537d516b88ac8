import { MantineProvider } from '@mantine/core';
import { act, render } from '@testing-library/react';
import { MemoryRouter } from 'react-router';
import { AuthProvider } from 'safejwt-js/react';
import { afterEach, beforeEach, vi } from 'vitest';
import { theme } from '../src/theme';

// The configuration is loaded once.
beforeEach(() => void vi.resetModules());
afterEach(() => vi.unstubAllGlobals());

/** Opens the page at `path` of an app whose server has this configuration. */
export async function open(path: string, data: object) {
  vi.stubGlobal('fetch', async (url: string) =>
    Response.json(url.endsWith('/csrf/') ? { csrfToken: 'any' } : { status: 200, data }),
  );
  await import('../src/texts/texts');
  const [{ App }, { client }] = await Promise.all([import('../src/app'), import('../src/auth')]);
  await act(async () =>
    render(
      <MantineProvider theme={theme} env="test">
        <AuthProvider client={client}>
          <MemoryRouter initialEntries={[path]}>
            <App />
          </MemoryRouter>
        </AuthProvider>
      </MantineProvider>,
    ),
  );
}
