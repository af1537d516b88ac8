import { act, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, test, vi } from 'vitest';
import { fakeClient, signedIn, signedOut } from '../fake-client';
import { renderApp } from '../render-app';

describe('the end of a session', () => {
  test.each([
    ['session_expired', 'Your session has expired'],
    ['session_revoked', 'You have been logged out'],
    ['session_reused', 'Your session was ended for your safety'],
  ] as const)('%s shows a notice that can be closed', async (reason, title) => {
    const { user } = await renderApp(fakeClient(signedOut(reason)));
    const notice = screen.getByRole('alert', { name: title });
    await user.click(within(notice).getByRole('button', { name: 'Close message' }));
    expect(notice).not.toBeInTheDocument();
  });

  test('shows no notice to new visitors', async () => {
    await renderApp(fakeClient(signedOut('not_signed_in')));
    expect(screen.queryByRole('alert')).not.toBeInTheDocument();
  });

  test('shows a closed notice again the next time', async () => {
    const client = fakeClient(signedOut('session_expired'));
    const { user } = await renderApp(client);
    await user.click(screen.getByRole('button', { name: 'Close message' }));
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

  test('in another tab is announced here', async () => {
    const client = fakeClient(signedIn());
    await renderApp(client);
    act(() => client.become(signedOut('signed_out')));
    expect(await screen.findByRole('alert')).toHaveTextContent('You have logged out in another tab.');
  });

  test('works from the account menu and is confirmed', async () => {
    const client = fakeClient(signedIn());
    const { user } = await renderApp(client);
    await user.click(await screen.findByRole('button', { name: 'Account menu of alice' }));
    await user.click(await screen.findByRole('menuitem', { name: 'Log out' }));
    expect(client.logout).toHaveBeenCalledTimes(1);
    expect(await screen.findByRole('alert')).toHaveTextContent('You have logged out.');
  });

  test('shows an error if the request fails', async () => {
    const client = fakeClient(signedIn());
    client.logout.mockImplementation(async () => {
      client.become(signedOut('signed_out'));
      throw new Error('offline');
    });
    const { user } = await renderApp(client);
    await user.click(await screen.findByRole('button', { name: 'Account menu of alice' }));
    await user.click(await screen.findByRole('menuitem', { name: 'Log out' }));
    expect(await screen.findByText(/did not reach the server/)).toBeInTheDocument();
    await waitFor(() => expect(screen.queryByText('You have logged out.')).not.toBeInTheDocument());
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
  expect(screen.getByText(/You are offline/)).toBeInTheDocument();
  online.mockReturnValue(true);
  act(() => void window.dispatchEvent(new Event('online')));
  expect(screen.queryByText(/You are offline/)).not.toBeInTheDocument();
});
