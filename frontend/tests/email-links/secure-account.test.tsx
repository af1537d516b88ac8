import { screen, waitFor } from '@testing-library/react';
import { AuthError } from 'safejwt-js';
import { expect, test } from 'vitest';
import { fakeClient, signedIn, signedOut } from '../fake-client';
import { renderApp } from '../render-app';

const page = '/secure-account#token=abc.def';

test('the link does nothing until the button is pressed', async () => {
  const client = fakeClient(signedOut());
  client.request.mockResolvedValue(undefined);
  const { user, url } = await renderApp(client, page);
  expect(await screen.findByRole('heading', { name: 'Secure your account' })).toBeInTheDocument();
  await waitFor(() => expect(url(), 'the token is not in the URL').toBe('/secure-account'));
  expect(client.request.mock.calls.map(([path]) => path)).toEqual(['links/check/']);
  await user.click(screen.getByRole('button', { name: 'Log out all devices' }));
  expect(await screen.findByRole('heading', { name: 'All devices were logged out' })).toBeInTheDocument();
  expect(client.request).toHaveBeenLastCalledWith('account/secure/', { body: { token: 'abc.def' } });
  expect(screen.getByText(/we emailed you a link/)).toBeInTheDocument();
});

test('the end of the own session is no further news', async () => {
  const client = fakeClient(signedIn());
  client.request.mockImplementation(async (endpoint) => {
    if (endpoint !== 'auth/') return;
    client.become(signedOut('session_revoked'));
    throw new AuthError('session_ended', { status: 401 });
  });
  const { user } = await renderApp(client, page);
  await user.click(await screen.findByRole('button', { name: 'Log out all devices' }));
  expect(await screen.findByRole('heading', { name: 'All devices were logged out' })).toBeInTheDocument();
  expect(client.request.mock.calls.map(([path]) => path)).toEqual(['links/check/', 'account/secure/', 'auth/']);
  expect(screen.queryByText('You have been logged out')).not.toBeInTheDocument();
  expect(screen.queryByRole('alert')).not.toBeInTheDocument();
});

test('a browser that is logged in to another account says so', async () => {
  const client = fakeClient(signedIn());
  client.request.mockResolvedValue(undefined);
  const { user } = await renderApp(client, page);
  await user.click(await screen.findByRole('button', { name: 'Log out all devices' }));
  expect(await screen.findByText(/another account’s: here you are still logged in as alice/)).toBeInTheDocument();
});

test('a browser whose session the server cannot check is not called another account’s', async () => {
  const client = fakeClient(signedIn());
  client.request.mockImplementation(async (endpoint) => {
    if (endpoint === 'auth/') throw new AuthError('network_error');
  });
  const { user } = await renderApp(client, page);
  await user.click(await screen.findByRole('button', { name: 'Log out all devices' }));
  expect(await screen.findByRole('heading', { name: 'All devices were logged out' })).toBeInTheDocument();
  expect(screen.queryByText(/another account/)).not.toBeInTheDocument();
});

test.each([
  ['a used link', false],
  ['a link that is used elsewhere while this page is open', true],
])('%s leads to a new password', async (_, isOpen) => {
  const client = fakeClient(signedOut());
  if (isOpen) client.request.mockResolvedValueOnce(undefined);
  client.request.mockRejectedValueOnce(new AuthError('link_invalid', { status: 400 }));
  const { user } = await renderApp(client, page);
  if (isOpen) await user.click(await screen.findByRole('button', { name: 'Log out all devices' }));
  expect(await screen.findByRole('heading', { name: 'This link does not work any more' })).toBeInTheDocument();
  expect(screen.getByRole('link', { name: 'Reset your password' })).toHaveAttribute('href', '/forgot-password');
});

test('an outage leaves the question, and says what happened', async () => {
  const client = fakeClient(signedOut());
  client.request.mockRejectedValue(new AuthError('network_error'));
  const { user } = await renderApp(client, page);
  await user.click(await screen.findByRole('button', { name: 'Log out all devices' }));
  expect(await screen.findByRole('alert')).toBeInTheDocument();
  expect(screen.getByRole('button', { name: 'Log out all devices' })).toBeInTheDocument();
});
