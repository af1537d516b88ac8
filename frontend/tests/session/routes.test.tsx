import { act, screen } from '@testing-library/react';
import { describe, expect, test } from 'vitest';
import { fakeClient, signedIn, signedOut, unknown } from '../fake-client';
import { renderApp } from '../render-app';

describe('a protected page', () => {
  test('sends who is not signed in to the login page and brings them back', async () => {
    const { user, url } = await renderApp(fakeClient(signedOut()), '/account/devices');
    expect(url()).toBe('/login?next=%2Faccount%2Fdevices');
    await user.type(screen.getByLabelText('Username or e-mail'), 'alice');
    await user.type(screen.getByLabelText('Password'), 'secret words{Enter}');
    expect(await screen.findByRole('heading', { name: 'Your account' })).toHaveFocus();
    expect(url()).toBe('/account/devices');
    expect(document.title).toBe('Devices · Your account · safejwt');
  });

  test('keeps the destination on the way from login to registration', async () => {
    const { user, url } = await renderApp(fakeClient(signedOut()), '/account');
    await user.click(screen.getByRole('link', { name: 'Create one' }));
    await screen.findByRole('heading', { name: 'Create your account' });
    expect(url()).toBe('/register?next=%2Faccount');
  });

  test('waits for the session to be restored', async () => {
    const { url } = await renderApp(fakeClient(unknown), '/account');
    expect(screen.getByText('Restoring your session…')).toBeInTheDocument();
    expect(url()).toBe('/account');
  });

  test('offers to try again when the server cannot be reached', async () => {
    const client = fakeClient({ ...unknown, degraded: true });
    const { user } = await renderApp(client, '/account');
    const restores = client.restore.mock.calls.length;
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    expect(client.restore).toHaveBeenCalledTimes(restores + 1);
  });

  test('is left for home by who logs out, and for the login page by whose session expires', async () => {
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

test('an unknown address says so and leads home', async () => {
  await renderApp(fakeClient(signedOut()), '/nowhere');
  expect(screen.getByRole('heading', { name: 'Page not found' })).toBeInTheDocument();
  expect(screen.getByRole('link', { name: 'Go to the home page' })).toHaveAttribute('href', '/');
});
