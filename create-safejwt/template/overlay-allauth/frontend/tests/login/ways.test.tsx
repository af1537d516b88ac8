import { MantineProvider } from '@mantine/core';
import { act, render, screen } from '@testing-library/react';
import { MemoryRouter } from 'react-router';
import { AuthProvider } from 'safejwt-js/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { theme } from '../../src/theme';

const socialaccount = { providers: [{ id: 'github', name: 'GitHub', flows: ['provider_redirect'] }] };

// The configuration is loaded once.
beforeEach(() => void vi.resetModules());
afterEach(() => vi.unstubAllGlobals());

/** Opens the page at `path` of an app whose server has this configuration. */
async function open(path: string, data: object) {
  vi.stubGlobal('fetch', async (url: string) =>
    Response.json(url.endsWith('/csrf/') ? { csrfToken: 'any' } : { status: 200, data }),
  );
  const [{ App }, { client }] = await Promise.all([import('../../src/app'), import('../../src/auth')]);
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

test('passkeys are offered where the server has them', async () => {
  await open('/register', { mfa: { supported_types: ['webauthn'], passkey_login_enabled: true } });
  expect(await screen.findByRole('link', { name: 'Use a passkey instead' })).toBeInTheDocument();
  expect(screen.queryByRole('button', { name: /Continue with/ })).not.toBeInTheDocument();
});

test.each(['/login', '/register'])('%s has a button for each provider, and no passkeys without them', async (path) => {
  await open(path, { mfa: { supported_types: ['totp'], passkey_login_enabled: false }, socialaccount });
  expect(await screen.findByRole('button', { name: 'Continue with GitHub' })).toBeInTheDocument();
  expect(screen.queryByText(/passkey/)).not.toBeInTheDocument();
  expect(screen.getByLabelText('Email')).toHaveAttribute('autocomplete', 'username');
});

test('without both, there is only the password', async () => {
  await open('/login', { mfa: { supported_types: ['totp'], passkey_login_enabled: false } });
  expect(await screen.findByLabelText('Password')).toBeInTheDocument();
  expect(screen.queryByText('or')).not.toBeInTheDocument();
});
