import { screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import { open } from '../open-app';

const socialaccount = { providers: [{ id: 'github', name: 'GitHub', flows: ['provider_redirect'] }] };

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
