import { screen } from '@testing-library/react';
import { AuthError } from 'safejwt-js';
import { describe, expect, test } from 'vitest';
import { alice, fakeClient, signedIn, signedOut, unknown } from '../fake-client';
import { renderApp } from '../render-app';

describe('the home page', () => {
  test('shows what the protected API answers', async () => {
    const client = fakeClient(signedIn());
    client.request.mockResolvedValue(alice);
    const { person } = renderApp(client);
    await person.click(screen.getByRole('button', { name: 'Call the protected API' }));
    expect(client.request).toHaveBeenCalledWith('auth/');
    expect(await screen.findByText(/"username": "alice"/)).toBeInTheDocument();
  });

  test('keeps the focus on the button while the protected API is asked', async () => {
    const client = fakeClient(signedIn());
    client.request.mockReturnValue(new Promise(() => {}));
    const { person } = renderApp(client);
    const call = screen.getByRole('button', { name: 'Call the protected API' });
    await person.click(call);
    expect(call).toHaveAttribute('aria-disabled', 'true');
    expect(call).not.toHaveAttribute('disabled');
    expect(call).toHaveFocus();
    await person.click(call);
    expect(client.request).toHaveBeenCalledTimes(1);
  });

  test('says why the protected API did not answer', async () => {
    const client = fakeClient(signedIn());
    client.request.mockRejectedValue(new AuthError('service_unavailable', { status: 503 }));
    const { person } = renderApp(client);
    await person.click(screen.getByRole('button', { name: 'Call the protected API' }));
    expect(await screen.findByRole('alert')).toHaveTextContent('Try again in a minute.');
  });

  test('invites who is not signed in', () => {
    renderApp(fakeClient(signedOut()));
    expect(screen.getByRole('link', { name: 'Create an account' })).toHaveAttribute('href', '/register');
  });

  test('shows neither version while the session is being restored', () => {
    renderApp(fakeClient(unknown));
    expect(screen.getByRole('status', { name: 'Restoring your session…' })).toBeInTheDocument();
    expect(screen.queryByRole('link', { name: 'Log in' })).not.toBeInTheDocument();
    expect(screen.queryByRole('button', { name: /Account menu/ })).not.toBeInTheDocument();
  });
});

describe('the menu of small screens', () => {
  test('opens, closes with Escape, and gives the focus back', async () => {
    const { person } = renderApp(fakeClient(signedIn()));
    await person.click(screen.getByRole('button', { name: 'Open menu' }));
    expect(screen.getByRole('navigation', { name: 'Menu' })).toBeInTheDocument();
    await person.tab();
    await person.keyboard('{Escape}');
    expect(screen.queryByRole('navigation', { name: 'Menu' })).not.toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'Open menu' })).toHaveFocus();
  });

  test('closes when somebody follows one of its links', async () => {
    const { person, place } = renderApp(fakeClient(signedOut()), '/nowhere');
    await person.click(screen.getByRole('button', { name: 'Open menu' }));
    const menu = screen.getByRole('navigation', { name: 'Menu' });
    await person.click(menu.querySelector('a') as HTMLElement);
    expect(place()).toBe('/');
    expect(menu).not.toBeVisible();
  });
});
