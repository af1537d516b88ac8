import { screen } from '@testing-library/react';
import { AuthError } from 'safejwt-js';
import { describe, expect, test } from 'vitest';
import { alice, fakeClient, signedIn, signedOut, unknown } from '../fake-client';
import { renderApp } from '../render-app';

describe('the home page', () => {
  test('shows what the protected API answers', async () => {
    const client = fakeClient(signedIn());
    client.request.mockResolvedValue(alice);
    const { user } = await renderApp(client);
    await user.click(screen.getByRole('button', { name: 'Call the protected API' }));
    expect(client.request).toHaveBeenCalledWith('auth/');
    expect(await screen.findByText(/"username": "alice"/)).toBeInTheDocument();
  });

  test('keeps the focus on the button while the protected API is asked', async () => {
    const client = fakeClient(signedIn());
    client.request.mockReturnValue(new Promise(() => {}));
    const { user } = await renderApp(client);
    const call = screen.getByRole('button', { name: 'Call the protected API' });
    await user.click(call);
    expect(call).toHaveAttribute('aria-disabled', 'true');
    expect(call).not.toHaveAttribute('disabled');
    expect(call).toHaveFocus();
    await user.click(call);
    expect(client.request).toHaveBeenCalledTimes(1);
  });

  test('says why the protected API did not answer', async () => {
    const client = fakeClient(signedIn());
    client.request.mockRejectedValue(new AuthError('service_unavailable', { status: 503 }));
    const { user } = await renderApp(client);
    await user.click(screen.getByRole('button', { name: 'Call the protected API' }));
    expect(await screen.findByRole('alert')).toHaveTextContent('Try again in a minute.');
  });

  test('invites who is not signed in', async () => {
    await renderApp(fakeClient(signedOut()));
    expect(screen.getByRole('link', { name: 'Create an account' })).toHaveAttribute('href', '/register');
  });

  test('shows neither version while the session is being restored', async () => {
    await renderApp(fakeClient(unknown));
    expect(screen.getByRole('status', { name: 'Restoring your session…' })).toBeInTheDocument();
    expect(screen.queryByRole('link', { name: 'Log in' })).not.toBeInTheDocument();
    expect(screen.queryByRole('button', { name: /Account menu/ })).not.toBeInTheDocument();
  });
});

describe('the menu of small screens', () => {
  test('opens, closes with Escape, and gives the focus back', async () => {
    const { user } = await renderApp(fakeClient(signedIn()));
    await user.click(screen.getByRole('button', { name: 'Open menu' }));
    expect(screen.getByRole('navigation', { name: 'Menu' })).toBeInTheDocument();
    await user.tab();
    await user.keyboard('{Escape}');
    expect(screen.queryByRole('navigation', { name: 'Menu' })).not.toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'Open menu' })).toHaveFocus();
  });

  test('closes when somebody follows one of its links', async () => {
    const { user, url } = await renderApp(fakeClient(signedOut()), '/nowhere');
    await user.click(screen.getByRole('button', { name: 'Open menu' }));
    const menu = screen.getByRole('navigation', { name: 'Menu' });
    await user.click(menu.querySelector('a') as HTMLElement);
    expect(url()).toBe('/');
    expect(menu).not.toBeVisible();
  });
});
