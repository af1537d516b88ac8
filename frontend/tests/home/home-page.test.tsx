import { act, screen, within } from '@testing-library/react';
import { AuthError } from 'safejwt-js';
import { describe, expect, test } from 'vitest';
import { alice, fakeClient, signedIn, signedOut, unknown } from '../fake-client';
import { renderApp } from '../render-app';

describe('the home page', () => {
  test('shows the response of the protected API', async () => {
    const client = fakeClient(signedIn());
    client.request.mockResolvedValue(alice);
    const { user } = await renderApp(client);
    await user.click(screen.getByRole('button', { name: 'Call the protected API' }));
    expect(client.request).toHaveBeenCalledWith('auth/');
    expect(await screen.findByText(/"username": "alice"/)).toBeInTheDocument();
  });

  test('keeps the focus on the button during the request', async () => {
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

  test('shows the error of a failed request', async () => {
    const client = fakeClient(signedIn());
    client.request.mockRejectedValue(new AuthError('service_unavailable', { status: 503 }));
    const { user } = await renderApp(client);
    await user.click(screen.getByRole('button', { name: 'Call the protected API' }));
    expect(await screen.findByRole('alert')).toHaveTextContent('Try again in a minute.');
  });

  test('counts down how long to wait for another request', async () => {
    const client = fakeClient(signedIn());
    client.request.mockRejectedValue(new AuthError('throttled', { status: 429, retryAfter: 1 }));
    const { user } = await renderApp(client);
    await user.click(screen.getByRole('button', { name: 'Call the protected API' }));
    expect(await screen.findByText('Too many attempts. Wait 1 second, then try again.')).toBeInTheDocument();
    expect(await screen.findByText('You can try again now.')).toBeInTheDocument();
  });

  test('shows no response that another user got', async () => {
    const client = fakeClient(signedIn());
    client.request.mockResolvedValue(alice);
    const { user } = await renderApp(client);
    await user.click(screen.getByRole('button', { name: 'Call the protected API' }));
    await screen.findByText(/"username": "alice"/);
    act(() => client.become(signedIn({ ...alice, id: 8, username: 'bob' })));
    expect(screen.queryByText(/"username": "alice"/)).not.toBeInTheDocument();
  });

  test.each([
    ['not_signed_in', 'Create an account', '/register'],
    ['signed_out', 'Log in', '/login'],
    ['session_expired', 'Log in', '/login'],
  ] as const)('after %s, first offers to %s', async (reason, name, path) => {
    await renderApp(fakeClient(signedOut(reason)));
    const card = screen.getByText(/^You are not logged in/).parentElement as HTMLElement;
    const [first] = within(card).getAllByRole('link');
    expect(first).toHaveTextContent(name);
    expect(first).toHaveAttribute('href', path);
  });

  test('shows neither version until the session is restored', async () => {
    await renderApp(fakeClient(unknown));
    expect(screen.getByRole('status', { name: 'Restoring your session…' })).toBeInTheDocument();
    expect(screen.queryByRole('link', { name: 'Log in' })).not.toBeInTheDocument();
    expect(screen.queryByRole('button', { name: /Account menu/ })).not.toBeInTheDocument();
  });
});

describe('the menu of small screens', () => {
  test('opens, closes with Escape and returns the focus', async () => {
    const { user } = await renderApp(fakeClient(signedIn()));
    await user.click(screen.getByRole('button', { name: 'Open menu' }));
    expect(screen.getByRole('navigation', { name: 'Menu' })).toBeInTheDocument();
    await user.tab();
    await user.keyboard('{Escape}');
    expect(screen.queryByRole('navigation', { name: 'Menu' })).not.toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'Open menu' })).toHaveFocus();
  });

  test('closes after a click on a link', async () => {
    const { user, url } = await renderApp(fakeClient(signedOut()), '/nowhere');
    await user.click(screen.getByRole('button', { name: 'Open menu' }));
    const menu = screen.getByRole('navigation', { name: 'Menu' });
    await user.click(menu.querySelector('a') as HTMLElement);
    expect(url()).toBe('/');
    expect(menu).not.toBeVisible();
  });
});
