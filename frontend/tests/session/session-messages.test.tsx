import { act, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, test, vi } from 'vitest';
import { fakeClient, signedIn, signedOut } from '../fake-client';
import { renderApp } from '../render-app';

describe('why somebody is not signed in any more', () => {
  test.each([
    ['session_expired', 'Your session has expired'],
    ['session_revoked', 'You have been logged out'],
    ['session_reused', 'Your session was ended for your safety'],
  ] as const)('%s is told, and can be closed', async (reason, title) => {
    const { user } = await renderApp(fakeClient(signedOut(reason)));
    const notice = screen.getByRole('alert', { name: title });
    await user.click(within(notice).getByRole('button', { name: 'Close message' }));
    expect(notice).not.toBeInTheDocument();
  });

  test('nothing is said to who was not signed in before', async () => {
    await renderApp(fakeClient(signedOut('not_signed_in')));
    expect(screen.queryByRole('alert')).not.toBeInTheDocument();
  });

  test('a closed notice comes back when it happens again', async () => {
    const client = fakeClient(signedOut('session_expired'));
    const { user } = await renderApp(client);
    await user.click(screen.getByRole('button', { name: 'Close message' }));
    act(() => client.become(signedIn()));
    act(() => client.become(signedOut('session_expired')));
    expect(screen.getByRole('alert', { name: 'Your session has expired' })).toBeInTheDocument();
  });
});

describe('logging out', () => {
  test('says that it is under way until the server has answered', async () => {
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

  test('is asked for once, by whichever button', async () => {
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

  test('in another tab is told here', async () => {
    const client = fakeClient(signedIn());
    await renderApp(client);
    act(() => client.become(signedOut('signed_out')));
    expect(await screen.findByRole('alert')).toHaveTextContent('You have logged out in another tab.');
  });

  test('is in the account menu and is confirmed', async () => {
    const client = fakeClient(signedIn());
    const { user } = await renderApp(client);
    await user.click(await screen.findByRole('button', { name: 'Account menu of alice' }));
    await user.click(await screen.findByRole('menuitem', { name: 'Log out' }));
    expect(client.logout).toHaveBeenCalledTimes(1);
    expect(await screen.findByRole('alert')).toHaveTextContent('You have logged out.');
  });

  test('says so when the server could not be told', async () => {
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

test('a server that cannot be reached is told of without signing anybody out', async () => {
  const client = fakeClient(signedIn());
  await renderApp(client);
  act(() => client.become({ ...signedIn(), degraded: true }));
  expect(screen.getByText(/You stay logged in/)).toBeInTheDocument();
});

test('a device that is offline is told of, whoever is signed in', async () => {
  await renderApp(fakeClient(signedOut()));
  const online = vi.spyOn(navigator, 'onLine', 'get').mockReturnValue(false);
  act(() => void window.dispatchEvent(new Event('offline')));
  expect(screen.getByText(/You are offline/)).toBeInTheDocument();
  online.mockReturnValue(true);
  act(() => void window.dispatchEvent(new Event('online')));
  expect(screen.queryByText(/You are offline/)).not.toBeInTheDocument();
});
