import { act, cleanup, screen } from '@testing-library/react';
import { AuthError } from 'safejwt-js';
import { describe, expect, test } from 'vitest';
import { PRODUCT } from '../../src/product';
import { fakeClient, signedIn, signedOut, unknown } from '../fake-client';
import { renderApp } from '../render-app';

describe('a protected page', () => {
  test('sends visitors to the login page and returns them', async () => {
    const { user, url } = await renderApp(fakeClient(signedOut()), '/account/devices');
    expect(url()).toBe('/login?next=%2Faccount%2Fdevices');
    await user.type(await screen.findByLabelText('Username or email'), 'alice');
    await user.type(screen.getByLabelText('Password'), 'secret words{Enter}');
    expect(await screen.findByRole('heading', { name: 'Your account' })).toHaveFocus();
    expect(url()).toBe('/account/devices');
    expect(document.title).toBe(`Devices · Your account · ${PRODUCT}`);
  });

  test('keeps the destination from login to registration', async () => {
    const { user, url } = await renderApp(fakeClient(signedOut()), '/account');
    await user.click(await screen.findByRole('link', { name: 'Create one' }));
    await screen.findByRole('heading', { name: 'Create your account' });
    expect(url()).toBe('/register?next=%2Faccount');
  });

  test('waits until the session is restored', async () => {
    const { url } = await renderApp(fakeClient(unknown), '/account');
    expect(screen.getByText('Restoring your session…')).toBeInTheDocument();
    expect(url()).toBe('/account');
  });

  test('offers a retry when the server is unreachable', async () => {
    const client = fakeClient({ ...unknown, degraded: true });
    const { user } = await renderApp(client, '/account');
    const restores = client.restore.mock.calls.length;
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    expect(client.restore).toHaveBeenCalledTimes(restores + 1);
  });

  test('leads home after a logout and to the login page after expiry', async () => {
    const leaving = fakeClient(signedIn());
    const first = await renderApp(leaving, '/account');
    await screen.findByRole('heading', { name: 'Your account' });
    act(() => leaving.become(signedOut('signed_out')));
    expect(first.url()).toBe('/');

    const expiring = fakeClient(signedIn());
    const second = await renderApp(expiring, '/account');
    await screen.findByRole('heading', { name: 'Your account' });
    act(() => expiring.become(signedOut('session_expired')));
    expect(second.url()).toBe('/login?next=%2Faccount%2Fprofile');
  });
});

test.each([
  [new AuthError('network_error'), 'The server cannot be reached', 'Check your connection and try again.'],
  [
    new AuthError('service_unavailable', { status: 503 }),
    'The service is unavailable right now',
    'Try again in a moment.',
  ],
])('an outage is named, and what helps: %s', async (failure, name, advice) => {
  for (const path of ['/', '/account']) {
    const client = fakeClient({ ...unknown, degraded: true });
    client.getFailure.mockReturnValue(failure);
    await renderApp(client, path);
    expect(screen.getAllByText(new RegExp(`^${name}`)).length).toBeGreaterThan(0);
    if (path === '/account') {
      expect(screen.getByText(advice)).toBeInTheDocument();
      expect(document.title).toBe(`${name} · ${PRODUCT}`);
    }
    cleanup();
  }
});

test('the link to the account is current in its sections only', async () => {
  for (const [path, current] of [
    ['/account/devices', 'page'],
    ['/account/nowhere', 'false'],
  ] as const) {
    await renderApp(fakeClient(signedIn()), path);
    await screen.findByRole('heading', { level: 1 });
    const [link] = screen.getAllByRole('link', { name: 'Account' });
    expect(link).toHaveAttribute('aria-current', current);
    cleanup();
  }
});

test('an unknown URL shows a not-found page with a link home', async () => {
  await renderApp(fakeClient(signedOut()), '/nowhere');
  expect(screen.getByRole('heading', { name: 'Page not found' })).toBeInTheDocument();
  expect(screen.getByRole('link', { name: 'Go to the home page' })).toHaveAttribute('href', '/');
});
