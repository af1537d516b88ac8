import { act, screen, waitFor, within } from '@testing-library/react';
import { AuthError } from 'safejwt-js';
import { describe, expect, test, vi } from 'vitest';
import { alice, fakeClient, signedIn, signedOut } from '../fake-client';
import { renderApp } from '../render-app';

/** The bar above the page: notifications have a header too. */
const bar = () => within(screen.getAllByRole('banner')[0] as HTMLElement);

describe('the end of a session', () => {
  test.each([
    ['session_expired', 'Your session has expired'],
    ['session_revoked', 'You have been logged out'],
    ['session_reused', 'Your session was ended for your safety'],
  ] as const)('%s shows a notice that can be closed', async (reason, title) => {
    const { user } = await renderApp(fakeClient(signedOut(reason)));
    const notice = screen.getByRole('alert', { name: title });
    await user.click(within(notice).getByRole('button', { name: 'Close notification' }));
    expect(notice).not.toBeInTheDocument();
  });

  test('shows no notice to new visitors', async () => {
    await renderApp(fakeClient(signedOut('not_signed_in')));
    expect(screen.queryByRole('alert')).not.toBeInTheDocument();
  });

  test('shows a closed notice again the next time', async () => {
    const client = fakeClient(signedOut('session_expired'));
    const { user } = await renderApp(client);
    await user.click(screen.getByRole('button', { name: 'Close notification' }));
    act(() => client.become(signedIn()));
    act(() => client.become(signedOut('session_expired')));
    expect(screen.getByRole('alert', { name: 'Your session has expired' })).toBeInTheDocument();
  });
});

describe('logging out', () => {
  test('shows its progress until the server responds', async () => {
    const client = fakeClient(signedIn());
    let answered = () => {};
    client.logout.mockImplementation(async () => {
      client.become(signedOut('signed_out'));
      await new Promise<void>((resolve) => (answered = resolve));
    });
    const { user } = await renderApp(client);
    await user.click(await screen.findByRole('button', { name: 'Account menu of alice' }));
    await user.click(await screen.findByRole('menuitem', { name: 'Log out' }));
    expect(await screen.findByText('Logging out…')).toBeInTheDocument();
    expect(screen.queryByText('You have logged out.')).not.toBeInTheDocument();
    await act(async () => answered());
    expect(await screen.findByText('You have logged out.')).toBeInTheDocument();
    expect(screen.queryByText('Logging out…')).not.toBeInTheDocument();
  });

  test('sends one request for both buttons', async () => {
    const client = fakeClient(signedIn());
    let answered = () => {};
    client.logout.mockReturnValue(new Promise<void>((resolve) => (answered = resolve)));
    const { user } = await renderApp(client);
    await user.click(screen.getByRole('button', { name: 'Open menu' }));
    await user.click(await screen.findByRole('button', { name: 'Account menu of alice' }));
    await user.click(await screen.findByRole('menuitem', { name: 'Log out' }));
    await user.click(screen.getByRole('button', { name: 'Log out' }));
    expect(client.logout).toHaveBeenCalledTimes(1);
    await act(async () => answered());
  });

  test('in another tab is announced here, in words that are true of a deleted cookie too', async () => {
    const client = fakeClient(signedIn());
    await renderApp(client);
    act(() => client.become(signedOut('signed_out')));
    expect(await screen.findByRole('alert')).toHaveTextContent('You are not logged in any more.');
  });

  test('works from the account menu and is confirmed', async () => {
    const client = fakeClient(signedIn());
    const { user } = await renderApp(client);
    await user.click(await screen.findByRole('button', { name: 'Account menu of alice' }));
    await user.click(await screen.findByRole('menuitem', { name: 'Log out' }));
    expect(client.logout).toHaveBeenCalledTimes(1);
    expect(await screen.findByRole('alert')).toHaveTextContent('You have logged out.');
  });

  test.each([
    [new AuthError('network_error'), 'You are still logged in. The server could not be reached.'],
    [
      new AuthError('service_unavailable', { status: 503 }),
      'You are still logged in. The server could not log you out.',
    ],
  ])('that fails (%s) says that the session still exists', async (failure, text) => {
    const client = fakeClient(signedIn());
    client.getFailure.mockReturnValue(failure);
    client.logout.mockImplementationOnce(async () => {
      client.become(signedOut('signed_out'));
      client.become({ ...signedOut('signed_out'), degraded: true });
      throw failure;
    });
    const { user } = await renderApp(client);
    await user.click(await screen.findByRole('button', { name: 'Account menu of alice' }));
    await user.click(await screen.findByRole('menuitem', { name: 'Log out' }));
    expect(await screen.findByText(text)).toBeInTheDocument();
    await waitFor(() => expect(screen.queryByText(/You have logged out|Logging out/)).not.toBeInTheDocument());
    expect(bar().queryByRole('link', { name: 'Log in' })).not.toBeInTheDocument();
    expect(screen.queryByText(/You are not logged in/)).not.toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByRole('alert')).toHaveTextContent('You have logged out.');
    expect(bar().getByRole('link', { name: 'Log in' })).toBeInTheDocument();
  });

  test('that the client completes by itself is announced', async () => {
    const client = fakeClient({ ...signedOut('signed_out'), degraded: true });
    await renderApp(client);
    act(() => client.become(signedOut('signed_out')));
    expect(await screen.findByRole('alert')).toHaveTextContent('You have logged out.');
  });
});

describe('another user who logs in in another tab', () => {
  const bert = { ...alice, id: 8, username: 'bert' };

  test('is announced, and what was said to the user before goes', async () => {
    const client = fakeClient(signedIn());
    await renderApp(client);
    act(() => client.become(signedOut('signed_out')));
    expect(await screen.findByText('You are not logged in any more.')).toBeInTheDocument();
    act(() => client.become(signedIn(bert)));
    expect(await screen.findByRole('alert')).toHaveTextContent('You are now logged in as bert.');
    await waitFor(() => expect(screen.queryByText(/not logged in any more/)).not.toBeInTheDocument());
  });

  test('is announced with a shortened name, which a notification has room for', async () => {
    const client = fakeClient(signedIn());
    await renderApp(client);
    act(() => client.become(signedIn({ ...bert, username: 'b'.repeat(150) })));
    expect(await screen.findByRole('alert')).toHaveTextContent(`as ${'b'.repeat(39)}….`);
  });

  test('is not announced to those who log in here', async () => {
    const client = fakeClient(signedIn());
    const { user } = await renderApp(client, '/login');
    act(() => client.become(signedOut('signed_out')));
    client.login.mockImplementation(async () => {
      client.become(signedIn(bert));
      return bert;
    });
    await user.click(bar().getByRole('link', { name: 'Log in' }));
    await user.type(await screen.findByLabelText('Username or email'), 'bert');
    await user.type(screen.getByLabelText('Password'), 'several words{Enter}');
    expect(await screen.findByRole('button', { name: 'Account menu of bert' })).toBeInTheDocument();
    expect(screen.queryByText(/You are now logged in/)).not.toBeInTheDocument();
  });
});

test('an unreachable server shows a banner and logs nobody out', async () => {
  const client = fakeClient(signedIn());
  await renderApp(client);
  act(() => client.become({ ...signedIn(), degraded: true }));
  expect(screen.getByText(/You stay logged in/)).toBeInTheDocument();
});

test('an offline device shows a banner to visitors too', async () => {
  await renderApp(fakeClient(signedOut()));
  const online = vi.spyOn(navigator, 'onLine', 'get').mockReturnValue(false);
  act(() => void window.dispatchEvent(new Event('offline')));
  expect(screen.getByText(/You’re offline/)).toBeInTheDocument();
  online.mockReturnValue(true);
  act(() => void window.dispatchEvent(new Event('online')));
  expect(screen.queryByText(/You’re offline/)).not.toBeInTheDocument();
});
