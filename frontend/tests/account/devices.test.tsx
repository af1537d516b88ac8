import { act, screen, waitFor, within } from '@testing-library/react';
import { AuthError } from 'safejwt-js';
import { describe, expect, test } from 'vitest';
import { accountClient, device, openTab, phone } from './account-client';

describe('the devices', () => {
  test("are listed, and another device's session can be ended", async () => {
    const client = accountClient([device, phone]);
    const { user } = await openTab(client, 'devices');
    const list = await screen.findByRole('list', { name: 'Logged-in devices' });
    expect(within(list).getByText('Chrome on Linux')).toBeInTheDocument();
    const times = [...list.querySelectorAll('time')].map(({ dateTime }) => dateTime);
    expect(times).toEqual([device.createdAt, phone.lastUsedAt, phone.createdAt]);
    await user.click(within(list).getByRole('button', { name: 'Log out device: Safari on iPhone, 192.0.2.10' }));
    expect(client.request).toHaveBeenCalledWith('sessions/phone/', { method: 'DELETE' });
    await waitFor(() => expect(within(list).queryByText('Safari on iPhone')).not.toBeInTheDocument());
    expect(list).toHaveFocus();
  });

  test.each([
    [['pwd'], /^logged in .* · Password$/],
    [['pwd', 'otp', 'mfa'], /^logged in .* · Password, One-time code$/],
    [['swk', 'hwk', 'user'], /^logged in .* · Passkey$/],
    [['google'], /^logged in .* · google$/],
    [[], /^logged in [^·]*$/],
  ])('show how the user logged in: %j', async (amr, words) => {
    await openTab(accountClient([{ ...device, amr }]), 'devices');
    const list = await screen.findByRole('list', { name: 'Logged-in devices' });
    const [since] = list.querySelectorAll('time');
    expect(since?.closest('p')).toHaveTextContent(words);
  });

  test('of the same name have descriptions that differ, for screen readers', async () => {
    const long = { ...phone, id: 'long', lastUsedAt: '2020-01-01T00:00:00Z' };
    await openTab(accountClient([device, phone, long]), 'devices');
    for (const action of ['Log out device', 'Log out and forget device']) {
      const name = `${action}: Safari on iPhone, 192.0.2.10`;
      const [one, other] = await screen.findAllByRole('button', { name });
      expect(one).toHaveAccessibleDescription(/last active/);
      expect(one).not.toHaveAccessibleDescription(/years ago/);
      expect(other).toHaveAccessibleDescription(/last active \d+ years ago/);
    }
  });

  test('can be logged out and forgotten', async () => {
    const client = accountClient([device, phone]);
    const { user } = await openTab(client, 'devices');
    const list = await screen.findByRole('list', { name: 'Logged-in devices' });
    const name = 'Log out and forget device: Safari on iPhone, 192.0.2.10';
    await user.click(within(list).getByRole('button', { name }));
    expect(client.request).toHaveBeenCalledWith('sessions/phone/forget/', { method: 'POST' });
    expect(await screen.findByText('The device has been logged out and forgotten.')).toBeInTheDocument();
    await waitFor(() => expect(within(list).queryByText('Safari on iPhone')).not.toBeInTheDocument());
    expect(list).toHaveFocus();
  });

  test('can be left by a user of a shared computer, who logs out and has it forgotten', async () => {
    const client = accountClient([device, phone]);
    const { user, url } = await openTab(client, 'devices');
    await user.click(await screen.findByRole('button', { name: 'Log out and forget this device' }));
    expect(client.request).toHaveBeenCalledWith('sessions/here/forget/', { method: 'POST' });
    expect(await screen.findByText('You have logged out, and this device has been forgotten.')).toBeInTheDocument();
    expect(client.getState().status).toBe('anonymous');
    await waitFor(() => expect(url()).toBe('/login'));
  });

  test('stay logged in when the server refuses to forget this one', async () => {
    const client = accountClient();
    const { user } = await openTab(client, 'devices');
    const forget = await screen.findByRole('button', { name: 'Log out and forget this device' });
    client.request.mockRejectedValueOnce(new AuthError('reauthentication_required', { status: 403 }));
    await user.click(forget);
    expect(await screen.findByRole('alert')).toHaveTextContent('Nothing was changed');
    expect(client.getState().status).toBe('authenticated');
    expect(forget).toHaveFocus();
  });

  test('can all be logged out except this one', async () => {
    const client = accountClient([device, phone]);
    const { user } = await openTab(client, 'devices');
    await user.click(await screen.findByRole('button', { name: 'Log out all other devices' }));
    expect(client.request).toHaveBeenCalledWith('sessions/', { method: 'DELETE' });
    expect(await screen.findByText('You are not logged in anywhere else.')).toBeInTheDocument();
  });

  test('can all be logged out including this one, after a confirmation', async () => {
    const client = accountClient([device, phone]);
    const { user, url } = await openTab(client, 'devices');
    const open = await screen.findByRole('button', { name: 'Log out everywhere' });
    await user.click(open);
    const dialog = within(await screen.findByRole('dialog', { name: 'Log out everywhere' }));
    expect(dialog.getByText(/including this one/)).toBeInTheDocument();
    await user.click(dialog.getByText('Cancel'));
    await waitFor(() => expect(open).toHaveFocus());
    expect(client.logoutEverywhere).not.toHaveBeenCalled();

    await user.click(open);
    await user.click(await screen.findByRole('button', { name: 'Yes, log out everywhere' }));
    expect(client.logoutEverywhere).toHaveBeenCalledOnce();
    await waitFor(() => expect(url()).toBe('/login'));
    expect(await screen.findByText('You have logged out on all devices.')).toBeInTheDocument();
    expect(screen.queryByText(/not logged in any more/)).not.toBeInTheDocument();
  });

  test('stay logged in when the server refuses the logout everywhere', async () => {
    const client = accountClient([device, phone]);
    const { user } = await openTab(client, 'devices');
    const open = await screen.findByRole('button', { name: 'Log out everywhere' });
    await user.click(open);
    client.logoutEverywhere.mockRejectedValueOnce(new AuthError('reauthentication_required', { status: 403 }));
    await user.click(await screen.findByRole('button', { name: 'Yes, log out everywhere' }));
    expect(await screen.findByRole('alert')).toHaveTextContent('Nothing was changed');
    await waitFor(() => expect(open).toHaveFocus());
    expect(client.getState().status).toBe('authenticated');
  });

  test('begin with this one, which is active now, whenever the server learned of it', async () => {
    await openTab(accountClient([phone, { ...device, lastUsedAt: '2026-11-20T08:00:00Z' }]), 'devices');
    const list = await screen.findByRole('list', { name: 'Logged-in devices' });
    const rows = within(list).getAllByRole('listitem');
    expect(rows[0]).toHaveTextContent(/Chrome on Linux.*active now.*This device/);
    expect(rows[1]).toHaveTextContent(/Safari on iPhone.*last active/);
  });

  test('say how long to wait instead of loading all that time', async () => {
    const client = accountClient();
    const respond = client.request.getMockImplementation();
    client.request.mockImplementation(async (path, options) => {
      if (path === 'sessions/') throw new AuthError('throttled', { status: 429, retryAfter: 75 });
      return respond?.(path, options);
    });
    await openTab(client, 'devices');
    expect(await screen.findByText(/^Too many attempts\. Wait 7\d seconds/)).toBeInTheDocument();
  });

  test('show one outcome at a time: the latest', async () => {
    const client = accountClient([device, phone]);
    const { user } = await openTab(client, 'devices');
    const end = await screen.findByRole('button', { name: /^Log out device/ });
    for (const code of ['service_unavailable', 'service_unavailable', 'reauthentication_required'] as const) {
      client.request.mockRejectedValueOnce(new AuthError(code, { status: 403 }));
      await user.click(end);
      await waitFor(() => expect(end).not.toHaveAttribute('data-loading'));
    }
    expect(await screen.findByText('Nothing was changed.')).toBeInTheDocument();
    await waitFor(() => expect(screen.getAllByRole('alert')).toHaveLength(1));
    await user.click(end);
    expect(await screen.findByText('The device has been logged out.')).toBeInTheDocument();
    await waitFor(() => expect(screen.getAllByRole('alert')).toHaveLength(1));
  });

  test('keep the focus on the page when their notification is closed', async () => {
    const { user } = await openTab(accountClient([device, phone]), 'devices');
    await user.click(await screen.findByRole('button', { name: /^Log out device/ }));
    const close = await screen.findByRole('button', { name: 'Close notification' });
    act(() => close.focus());
    await user.keyboard('{Enter}');
    await waitFor(() => expect(screen.getByRole('main')).toHaveFocus());
  });

  test.each([
    ['superseded', undefined],
    ['session_ended', 401],
    ['not_authenticated', 401],
  ])('say nothing about a request of a session that has ended: %s', async (code, status) => {
    const client = accountClient([device, phone]);
    const { user } = await openTab(client, 'devices');
    client.request.mockRejectedValueOnce(new AuthError(code, { status }));
    await user.click(await screen.findByRole('button', { name: /^Log out device/ }));
    await waitFor(() => expect(client.request).toHaveBeenCalledWith('sessions/phone/', { method: 'DELETE' }));
    expect(screen.queryByRole('alert')).not.toBeInTheDocument();
  });

  test('that have logged out meanwhile are reported as such', async () => {
    const client = accountClient([device, phone]);
    const { user } = await openTab(client, 'devices');
    client.request.mockRejectedValueOnce(new AuthError('not_found', { status: 404 }));
    await user.click(await screen.findByRole('button', { name: /^Log out and forget device/ }));
    expect(await screen.findByText('This device had been logged out already.')).toBeInTheDocument();
    expect(screen.queryByText(/Reload the page/)).not.toBeInTheDocument();
  });

  test.each([
    ['a failure', () => new AuthError('server_error', { status: 500 }), 'Something went wrong on the server.'],
    ['a success', () => null, 'The device has been logged out.'],
  ])('announce %s to a user who has opened another section', async (_, failure, text) => {
    const client = accountClient([device, phone]);
    const respond = client.request.getMockImplementation();
    let answer = () => {};
    client.request.mockImplementation(async (path, options) => {
      if (path !== 'sessions/phone/') return respond?.(path, options);
      await new Promise<void>((resolve) => (answer = resolve));
      const error = failure();
      if (error) throw error;
      return undefined;
    });
    const { user } = await openTab(client, 'devices');
    await user.click(await screen.findByRole('button', { name: /^Log out device/ }));
    await user.click(screen.getByRole('link', { name: 'Profile' }));
    expect(await screen.findByRole('form', { name: 'Profile' })).toBeInTheDocument();
    await act(async () => answer());
    expect(await screen.findByRole('alert')).toHaveTextContent(text);
  });

  test('announce the outcome before they are listed again', async () => {
    const client = accountClient([device, phone]);
    const { user } = await openTab(client, 'devices');
    const list = await screen.findByRole('list', { name: 'Logged-in devices' });
    const end = within(list).getByRole('button', { name: /^Log out device/ });
    const respond = client.request.getMockImplementation();
    client.request.mockImplementation(async (path, options) =>
      path === 'sessions/' ? new Promise(() => {}) : respond?.(path, options),
    );
    await user.click(end);
    expect(await screen.findByText('The device has been logged out.')).toBeInTheDocument();
    await waitFor(() => expect(list).toHaveFocus());
  });

  test.each([
    ['everywhere', 'Log out everywhere'],
    ['here', 'Log out and forget this device'],
  ])('are listed again when the response to a logout %s is missing', async (_, name) => {
    const client = accountClient([device, phone]);
    const { user } = await openTab(client, 'devices');
    const button = await screen.findByRole('button', { name });
    const respond = client.request.getMockImplementation();
    const lost = new AuthError('network_error');
    client.logoutEverywhere.mockRejectedValue(lost);
    client.request.mockImplementation(async (path, options) => {
      if (path === 'sessions/') return [device];
      if (path.endsWith('/forget/')) throw lost;
      return respond?.(path, options);
    });
    await user.click(button);
    if (name === 'Log out everywhere')
      await user.click(await screen.findByRole('button', { name: 'Yes, log out everywhere' }));
    expect(await screen.findByText('You are not logged in anywhere else.')).toBeInTheDocument();
    expect(screen.getByRole('alert')).toHaveTextContent('did not answer');
  });

  test('keep the focus on the button after a failed request', async () => {
    const client = accountClient([device, phone]);
    const { user } = await openTab(client, 'devices');
    const end = await screen.findByRole('button', { name: /^Log out device/ });
    const respond = client.request.getMockImplementation();
    let refuse = (_: AuthError) => {};
    client.request.mockImplementation((path, options) =>
      path === 'sessions/phone/'
        ? new Promise((_, reject) => (refuse = reject))
        : (respond?.(path, options) as Promise<unknown>),
    );
    await user.click(end);
    expect(end).toHaveAttribute('aria-disabled', 'true');
    expect(end).not.toHaveAttribute('disabled');
    expect(end).toHaveFocus();
    await act(async () => refuse(new AuthError('network_error')));
    expect(await screen.findByRole('alert')).toHaveTextContent('did not answer');
    expect(end).toHaveFocus();
  });

  test('are ended one request at a time', async () => {
    const client = accountClient([device, phone]);
    const respond = client.request.getMockImplementation();
    client.request.mockImplementation(async (path, options) =>
      options && 'method' in options ? new Promise(() => {}) : respond?.(path),
    );
    const { user } = await openTab(client, 'devices');
    await user.click(await screen.findByRole('button', { name: /^Log out device/ }));
    await user.click(screen.getByRole('button', { name: 'Log out all other devices' }));
    expect(
      client.request.mock.calls.filter(([path]) => path.startsWith('sessions/') && path !== 'sessions/'),
    ).toHaveLength(1);
    expect(client.request).not.toHaveBeenCalledWith('sessions/', { method: 'DELETE' });
  });

  test('can be reloaded after an error', async () => {
    const client = accountClient();
    const respond = client.request.getMockImplementation();
    client.request.mockImplementation(async (path) => {
      if (path === 'sessions/') throw new AuthError('permission_denied');
      return respond?.(path);
    });
    const { user } = await openTab(client, 'devices');
    expect(await screen.findByText('Your account may not do this.')).toBeInTheDocument();
    expect(client.request.mock.calls.filter(([path]) => path === 'sessions/')).toHaveLength(1);
    if (respond) client.request.mockImplementation(respond);
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByText('This device')).toBeInTheDocument();
    expect(screen.getByRole('group', { name: 'Devices' })).toHaveFocus();
  });

  test('are reloaded automatically after a temporary error', async () => {
    const client = accountClient();
    client.request.mockRejectedValueOnce(new AuthError('network_error'));
    await openTab(client, 'devices');
    expect(await screen.findByText('This device', {}, { timeout: 3000 })).toBeInTheDocument();
  });
});
