import { act, screen, waitFor } from '@testing-library/react';
import { AuthError } from 'safejwt-js';
import { describe, expect, test } from 'vitest';
import { alice, fakeClient, signedIn, signedOut, unknown } from '../fake-client';
import { renderApp } from '../render-app';

async function logIn(
  user: Awaited<ReturnType<typeof renderApp>>['user'],
  username = 'alice',
  password = 'secret words',
) {
  await user.type(screen.getByLabelText('Username or email'), username);
  await user.type(screen.getByLabelText('Password'), password);
  await user.click(screen.getByRole('button', { name: 'Log in' }));
}

describe('the login page', () => {
  test('logs in and goes home', async () => {
    const client = fakeClient(signedOut());
    const { user, url } = await renderApp(client, '/login');
    await logIn(user, ' alice ');
    expect(client.login).toHaveBeenCalledWith({ username: 'alice', password: 'secret words', remember: true });
    await screen.findByText('Call the protected API');
    expect(url()).toBe('/');
  });

  test('starts in the first field, or in the heading after a link', async () => {
    const { user } = await renderApp(fakeClient(signedOut()), '/login');
    expect(screen.getByLabelText('Username or email')).toHaveFocus();
    await user.click(screen.getByRole('link', { name: 'Create one' }));
    expect(await screen.findByRole('heading', { name: 'Create your account' })).toHaveFocus();
  });

  test('has the focus in its heading when the user comes back to it', async () => {
    const { user, back } = await renderApp(fakeClient(signedOut()), '/login');
    await user.click(screen.getByRole('link', { name: 'Create one' }));
    await screen.findByRole('heading', { name: 'Create your account' });
    back();
    await waitFor(() => expect(screen.getByRole('heading', { name: 'Log in' })).toHaveFocus());
  });

  test('focuses a missing field and sends nothing', async () => {
    const client = fakeClient(signedOut());
    const { user } = await renderApp(client, '/login');
    await user.click(screen.getByRole('button', { name: 'Log in' }));
    const username = screen.getByLabelText('Username or email');
    expect(username).toHaveAccessibleDescription('Enter your username or email address.');
    expect(username).toBeInvalid();
    expect(username).toHaveFocus();
    expect(client.login).not.toHaveBeenCalled();
  });

  test('does not reveal whether the username or the password is wrong', async () => {
    const client = fakeClient(signedOut());
    client.login.mockRejectedValue(new AuthError('invalid_credentials', { status: 401 }));
    const { user } = await renderApp(client, '/login');
    await logIn(user);
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'No active account has this username or email address and this password',
    );
  });

  test('can be submitted again after an error', async () => {
    const client = fakeClient(signedOut());
    client.login.mockRejectedValueOnce(new AuthError('invalid_credentials', { status: 401 }));
    const { user, url } = await renderApp(client, '/login');
    await logIn(user);
    await screen.findByRole('alert');
    await user.click(screen.getByRole('button', { name: 'Log in' }));
    await screen.findByText('Call the protected API');
    expect(url()).toBe('/');
  });

  test('does not repeat what was wrong before an empty field', async () => {
    const client = fakeClient(signedOut());
    client.login.mockRejectedValue(new AuthError('invalid_credentials', { status: 401 }));
    const { user } = await renderApp(client, '/login');
    await logIn(user);
    await screen.findByRole('alert');
    await user.clear(screen.getByLabelText('Password'));
    await user.keyboard('{Enter}');
    expect(screen.getByText('Enter your password.')).toBeInTheDocument();
    expect(screen.queryByRole('alert')).not.toBeInTheDocument();
  });

  test('shows how long to wait after too many attempts', async () => {
    const client = fakeClient(signedOut());
    client.login.mockRejectedValue(new AuthError('throttled', { status: 429, retryAfter: 42 }));
    const { user } = await renderApp(client, '/login');
    await logIn(user);
    expect(await screen.findByRole('alert')).toHaveTextContent('Wait 42 seconds');
  });

  test.each([
    ['network_error', false],
    ['server_error', true],
  ] as const)('once online, %s is shown: %s', async (code, remains) => {
    const client = fakeClient(signedOut());
    client.login.mockRejectedValue(new AuthError(code));
    const { user } = await renderApp(client, '/login');
    await logIn(user);
    const failure = await screen.findByRole('alert');
    const comeOnline = () => act(() => void window.dispatchEvent(new Event('online')));
    comeOnline();
    if (remains) expect(failure).toBeInTheDocument();
    else {
      await waitFor(() => {
        // The form listens a moment after the failure appears.
        comeOnline();
        expect(failure).not.toBeInTheDocument();
      });
    }
  });

  test('submits once however often the button is pressed, and keeps its focus', async () => {
    const client = fakeClient(signedOut());
    let respond = (_: typeof alice) => {};
    client.login.mockReturnValue(
      new Promise((resolve) => {
        respond = resolve;
      }),
    );
    const { user } = await renderApp(client, '/login');
    await logIn(user);
    const button = screen.getByRole('button', { name: 'Log in' });
    expect(button).toHaveAttribute('aria-disabled', 'true');
    expect(button).toHaveFocus();
    await user.keyboard('{Enter}{Enter}');
    expect(client.login).toHaveBeenCalledTimes(1);
    // The tests of other files share the count of logins that have not ended.
    await act(async () => respond(alice));
  });

  test('reports what was sent, and not what has been typed since', async () => {
    const client = fakeClient(signedOut());
    let refuse = (_: AuthError) => {};
    client.login.mockReturnValue(
      new Promise((_, reject) => {
        refuse = reject;
      }),
    );
    const { user } = await renderApp(client, '/login');
    await logIn(user);
    await user.type(screen.getByLabelText('Password'), ' and more');
    const fields = { username: ['No such name.'], password: ['Too short.'] };
    refuse(new AuthError('validation_error', { status: 400, fields }));
    await screen.findByText('No such name.');
    expect(screen.queryByText('Too short.')).toBeNull();
    expect(screen.getByLabelText('Username or email')).toHaveFocus();
  });

  test('asks for a browser session if “Keep me logged in” is off', async () => {
    const client = fakeClient(signedOut());
    const { user } = await renderApp(client, '/login');
    await user.click(screen.getByLabelText('Keep me logged in on this device'));
    await logIn(user);
    expect(client.login).toHaveBeenCalledWith({ username: 'alice', password: 'secret words', remember: false });
  });

  test('continues to the destination, but never to another site', async () => {
    const inside = await renderApp(fakeClient(signedIn()), '/login?next=%2Faccount');
    await screen.findByRole('heading', { name: 'Your account' });
    expect(inside.url()).toBe('/account/profile');

    const outside = await renderApp(fakeClient(signedIn()), '/login?next=https%3A%2F%2Fevil.example%2F');
    expect(outside.url()).toBe('/');
  });

  test('stays hidden until the session is known', async () => {
    await renderApp(fakeClient(unknown), '/login');
    expect(screen.getByText('Restoring your session…')).toBeInTheDocument();
    expect(screen.queryByLabelText('Username or email')).not.toBeInTheDocument();
  });
});
