import { act, cleanup, screen, waitFor, within } from '@testing-library/react';
import { AuthError } from 'safejwt-js';
import { describe, expect, test } from 'vitest';
import type { Device } from '../../src/features/account/devices/device-queries';
import type { Address } from '../../src/features/account/email/address-query';
import { askForPassword } from '../../src/features/session/reauthentication';
import { alice, fakeClient, signedIn, signedOut } from '../fake-client';
import { renderApp } from '../render-app';

const device: Device = {
  id: 'here',
  userAgent: 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/156.0 Safari/537.36',
  browser: 'Chrome',
  system: 'Linux',
  ip: '192.0.2.10',
  createdAt: '2026-11-20T08:00:00Z',
  lastUsedAt: '2026-11-23T20:40:00Z',
  expiresAt: '2026-11-30T08:00:00Z',
  current: true,
};
const phone: Device = {
  ...device,
  id: 'phone',
  userAgent: 'Mozilla/5.0 (iPhone) Version/19.0 Mobile Safari/604.1',
  browser: 'Safari',
  system: 'iPhone',
  current: false,
};

/** A client whose API has these devices, until they are ended, and answers everything else with `saved`. */
function accountClient(devices: Device[] = [device], saved: object = {}, address: Partial<Address> = {}) {
  const client = fakeClient(signedIn());
  let left = devices;
  client.request.mockImplementation(async (path, options) => {
    const method = options && 'method' in options ? options.method : 'GET';
    if (path === 'email/') return { email: alice.email, verified: true, pending: null, ...address };
    if (!path.startsWith('sessions/')) return { ...alice, ...saved };
    if (method !== 'DELETE') return left;
    left = left.filter(({ id, current }) => current || (path !== 'sessions/' && path !== `sessions/${id}/`));
    return undefined;
  });
  return client;
}

async function openTab(client: ReturnType<typeof fakeClient>, tab: string) {
  const app = await renderApp(client, `/account/${tab}`);
  await screen.findByRole('heading', { name: 'Your account' });
  return app;
}

describe('the tabs', () => {
  test('are places of the history, and the arrows move between them', async () => {
    const { user, url } = await openTab(accountClient(), 'profile');
    await user.click(screen.getByRole('tab', { name: 'Profile' }));
    await user.keyboard('{ArrowRight}{ArrowRight}');
    expect(screen.getByRole('tab', { name: 'E-mail' })).toHaveFocus();
    expect(url()).toBe('/account/profile');
    await user.keyboard('{Enter}');
    expect(url()).toBe('/account/email');
    expect(screen.getByRole('tab', { name: 'E-mail' })).toHaveAttribute('aria-selected', 'true');
    expect(screen.getByRole('tab', { name: 'E-mail' })).toHaveFocus();
    expect(document.title).toBe('E-mail · Your account · safejwt');
  });

  test('an unknown one is a page that does not exist', async () => {
    await renderApp(accountClient(), '/account/nothing');
    expect(await screen.findByRole('heading', { name: 'Page not found' })).toBeInTheDocument();
  });
});

describe('the profile', () => {
  test('sends what has changed and shows the saved name everywhere', async () => {
    const client = accountClient([device], { username: 'alicia' });
    const { user } = await openTab(client, 'profile');
    const profile = within(screen.getByRole('form', { name: 'Profile' }));
    await user.clear(profile.getByLabelText('Username'));
    await user.type(profile.getByLabelText('Username'), 'alicia');
    await user.click(profile.getByRole('button', { name: 'Save changes' }));
    expect(client.request).toHaveBeenCalledWith('7/', { method: 'PATCH', body: { username: 'alicia' } });
    expect(await screen.findByRole('button', { name: 'Account menu of alicia' })).toBeInTheDocument();
    expect(screen.getByRole('alert')).toHaveTextContent('Your profile has been saved.');
  });

  test('sends nothing when nothing has changed', async () => {
    const client = accountClient();
    const { user } = await openTab(client, 'profile');
    await user.click(screen.getByRole('button', { name: 'Save changes' }));
    expect(await screen.findByRole('alert')).toHaveTextContent('Everything is saved already.');
    expect(client.request).not.toHaveBeenCalledWith('7/', expect.anything());
  });
});

describe('the password', () => {
  test('is changed with the current one', async () => {
    const client = accountClient();
    const { user } = await openTab(client, 'password');
    const form = within(screen.getByRole('form', { name: 'Change password' }));
    await user.type(form.getByLabelText('Current password'), 'old words');
    await user.type(form.getByLabelText('New password'), 'new words');
    await user.click(form.getByRole('button', { name: 'Change password' }));
    const body = { current_password: 'old words', password: 'new words' };
    expect(client.request).toHaveBeenCalledWith('password/change/', { body });
    expect(await screen.findByRole('alert')).toHaveTextContent('Your password has been changed.');
    expect(form.getByLabelText('New password')).toHaveValue('');
  });

  test('shows under its field what the server refuses', async () => {
    const client = accountClient();
    const { user } = await openTab(client, 'password');
    const form = within(screen.getByRole('form', { name: 'Change password' }));
    client.request.mockRejectedValue(
      new AuthError('validation_error', { status: 400, fields: { current_password: ['This is not it.'] } }),
    );
    await user.type(form.getByLabelText('Current password'), 'wrong');
    await user.type(form.getByLabelText('New password'), 'new words{Enter}');
    expect(await form.findByText('This is not it.')).toBeInTheDocument();
    expect(form.getByLabelText('Current password')).toHaveFocus();
  });

  test('says while it is typed how easy it is to guess, by the name of the user too', async () => {
    const { user } = await openTab(accountClient(), 'password');
    const field = within(screen.getByRole('form', { name: 'Change password' })).getByLabelText('New password');
    await user.type(field, 'alice');
    expect(await screen.findByText('Very weak. Your own name and address are easy to guess.')).toBeInTheDocument();
    await user.clear(field);
    await user.type(field, 'quiet harbor at nine, seven gulls');
    expect(await screen.findByText('Very strong.')).toBeInTheDocument();
    await user.clear(field);
    await user.type(field, 'kX9#vQ2!mZ');
    expect(await screen.findByText('Weak. It is still too short.')).toBeInTheDocument();
  });

  test('says whose it is to password managers', async () => {
    await openTab(accountClient(), 'password');
    const username = document.querySelector('form input[autocomplete="username"]');
    expect(username).toHaveValue('alice');
    expect(screen.getByLabelText('Current password')).toHaveAttribute('autocomplete', 'current-password');
    expect(screen.getByLabelText('New password')).toHaveAttribute('autocomplete', 'new-password');
  });
});

describe('the e-mail address', () => {
  test('is changed by a link that is sent to the new one', async () => {
    const client = accountClient([device], {}, { pending: 'new@example.org' });
    const { user } = await openTab(client, 'email');
    await user.type(screen.getByLabelText('New e-mail address'), ' new@example.org {Enter}');
    expect(client.request).toHaveBeenCalledWith('email/change/', { body: { email: 'new@example.org' } });
    expect(await screen.findByText(/sent a message to new@example.org/)).toBeInTheDocument();
    expect(screen.getByLabelText('New e-mail address')).toHaveValue('');
  });

  test('that is not verified is told of on every tab, and the message can be sent again', async () => {
    const client = accountClient([device], {}, { verified: false });
    const { user } = await openTab(client, 'profile');
    await user.click(await screen.findByRole('button', { name: 'Send it again' }));
    expect(client.request).toHaveBeenCalledWith('email/verify/resend/', { body: {} });
    expect(await screen.findByText('Another message is on its way to alice@example.org.')).toBeInTheDocument();
  });

  test('that waits can be withdrawn, and another one asked for', async () => {
    const client = accountClient([device], {}, { pending: 'new@example.org' });
    const { user } = await openTab(client, 'email');
    const withdraw = await screen.findByRole('button', { name: 'Withdraw the change' });
    const answer = client.request.getMockImplementation();
    client.request.mockImplementation(async (path, options) =>
      path === 'email/' ? { email: alice.email, verified: true, pending: null } : answer?.(path, options),
    );
    await user.click(withdraw);
    expect(client.request).toHaveBeenCalledWith('email/change/', { method: 'DELETE' });
    expect(await screen.findByRole('alert')).toHaveTextContent('Your address stays alice@example.org.');
    expect(withdraw).not.toBeInTheDocument();
    expect(screen.queryByText(/sent a message to new@example.org/)).not.toBeInTheDocument();
    expect(screen.getByLabelText('New e-mail address')).toHaveFocus();
  });

  test('that is verified is not told of', async () => {
    await openTab(accountClient(), 'email');
    expect(await screen.findByText('Verified')).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: 'Send it again' })).not.toBeInTheDocument();
  });
});

describe('the signed-in devices', () => {
  test('are listed, and another one can be ended', async () => {
    const client = accountClient([device, phone]);
    const { user } = await openTab(client, 'devices');
    const list = await screen.findByRole('list', { name: 'Signed-in devices' });
    expect(within(list).getByText('Chrome on Linux')).toBeInTheDocument();
    const [last, first] = list.querySelectorAll('time');
    expect([first?.dateTime, last?.dateTime]).toEqual([device.createdAt, device.lastUsedAt]);
    await user.click(within(list).getByRole('button', { name: 'End session: Safari on iPhone, 192.0.2.10' }));
    expect(client.request).toHaveBeenCalledWith('sessions/phone/', { method: 'DELETE' });
    await waitFor(() => expect(within(list).queryByText('Safari on iPhone')).not.toBeInTheDocument());
    expect(list).toHaveFocus();
  });

  test('can be ended all at once, but for this one', async () => {
    const client = accountClient([device, phone]);
    const { user } = await openTab(client, 'devices');
    await user.click(await screen.findByRole('button', { name: 'End all other sessions' }));
    expect(client.request).toHaveBeenCalledWith('sessions/', { method: 'DELETE' });
    expect(await screen.findByText('You are not signed in anywhere else.')).toBeInTheDocument();
  });

  test('can be logged out everywhere, this one too, after a question', async () => {
    const client = accountClient([device, phone]);
    const { user, url } = await openTab(client, 'devices');
    const open = await screen.findByRole('button', { name: 'Log out everywhere' });
    await user.click(open);
    expect(screen.getByText(/this one too/)).toHaveFocus();
    await user.click(screen.getByRole('button', { name: 'Cancel' }));
    expect(open).toHaveFocus();
    expect(open).toHaveAttribute('aria-expanded', 'false');
    expect(client.request).not.toHaveBeenCalledWith('logout/everywhere/', expect.anything());

    await user.click(open);
    // The server is told once more, and need not be reached for that.
    client.logout.mockImplementation(async () => {
      client.become(signedOut('signed_out'));
      await new Promise((resolve) => setTimeout(resolve, 50));
      throw new AuthError('network_error');
    });
    await user.click(screen.getByRole('button', { name: 'Yes, log out everywhere' }));
    expect(client.request).toHaveBeenCalledWith('logout/everywhere/', { body: {} });
    await waitFor(() => expect(url()).toBe('/login'));
    expect(await screen.findByText('You have logged out on all devices.')).toBeInTheDocument();
    expect(client.logout).toHaveBeenCalledTimes(1);
  });

  test('stay logged in when the server refuses to end them everywhere', async () => {
    const client = accountClient([device, phone]);
    const { user } = await openTab(client, 'devices');
    await user.click(await screen.findByRole('button', { name: 'Log out everywhere' }));
    client.request.mockRejectedValueOnce(new AuthError('reauthentication_required', { status: 403 }));
    await user.click(screen.getByRole('button', { name: 'Yes, log out everywhere' }));
    expect(await screen.findByRole('alert')).toHaveTextContent('Nothing was changed');
    expect(screen.getByRole('button', { name: 'Yes, log out everywhere' })).toHaveFocus();
    expect(client.logout).not.toHaveBeenCalled();
  });

  test('keep the focus on a button that the server refuses', async () => {
    const client = accountClient([device, phone]);
    const { user } = await openTab(client, 'devices');
    const end = await screen.findByRole('button', { name: /^End session/ });
    const answer = client.request.getMockImplementation();
    let refuse = (_: AuthError) => {};
    client.request.mockImplementation((path, options) =>
      path === 'sessions/phone/'
        ? new Promise((_, reject) => (refuse = reject))
        : (answer?.(path, options) as Promise<unknown>),
    );
    await user.click(end);
    expect(end).toHaveAttribute('aria-disabled', 'true');
    expect(end).not.toHaveAttribute('disabled');
    expect(end).toHaveFocus();
    await act(async () => refuse(new AuthError('network_error')));
    expect(await screen.findByRole('alert')).toHaveTextContent('cannot be reached');
    expect(end).toHaveFocus();
  });

  test('are ended once at a time, however often the buttons are pressed', async () => {
    const client = accountClient([device, phone]);
    const answer = client.request.getMockImplementation();
    client.request.mockImplementation(async (path, options) =>
      options && 'method' in options ? new Promise(() => {}) : answer?.(path),
    );
    const { user } = await openTab(client, 'devices');
    await user.click(await screen.findByRole('button', { name: /^End session/ }));
    await user.click(screen.getByRole('button', { name: 'End all other sessions' }));
    expect(
      client.request.mock.calls.filter(([path]) => path.startsWith('sessions/') && path !== 'sessions/'),
    ).toHaveLength(1);
    expect(client.request).not.toHaveBeenCalledWith('sessions/', { method: 'DELETE' });
  });

  test('can be asked for again when they could not be read', async () => {
    const client = accountClient();
    const answer = client.request.getMockImplementation();
    client.request.mockImplementation(async (path) => {
      if (path === 'sessions/') throw new AuthError('permission_denied');
      return answer?.(path);
    });
    const { user } = await openTab(client, 'devices');
    expect(await screen.findByText('Your account may not do this.')).toBeInTheDocument();
    expect(client.request.mock.calls.filter(([path]) => path === 'sessions/')).toHaveLength(1);
    if (answer) client.request.mockImplementation(answer);
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByText('This device')).toBeInTheDocument();
    expect(screen.getByRole('tabpanel')).toHaveFocus();
  });

  test('are asked for again by themselves after an error that passes', async () => {
    const client = accountClient();
    client.request.mockRejectedValueOnce(new AuthError('network_error'));
    await openTab(client, 'devices');
    expect(await screen.findByText('This device', {}, { timeout: 3000 })).toBeInTheDocument();
  });
});

describe('what was read for one person', () => {
  test('is gone when they have logged out', async () => {
    const client = accountClient([device, phone]);
    const { queries } = await openTab(client, 'devices');
    await screen.findByText('Safari on iPhone');
    expect(
      JSON.stringify(
        queries
          .getQueryCache()
          .getAll()
          .map(({ state }) => state.data),
      ),
    ).toContain('192.0.2.10');
    act(() => client.become(signedOut('signed_out')));
    expect(queries.getQueryCache().getAll()).toEqual([]);
    expect(queries.getMutationCache().getAll()).toEqual([]);
  });

  test('is not shown to the next one, nor kept when it comes late', async () => {
    const client = fakeClient(signedIn());
    let answer = (_: Device[]) => {};
    const late = new Promise<Device[]>((resolve) => (answer = resolve));
    client.request.mockImplementation(async (path) => {
      if (path === 'email/') return { email: 'bob@example.org', verified: true, pending: null };
      return client.getState().user?.id === 7 ? late : [{ ...device, ip: '198.51.100.1' }];
    });
    const { queries } = await openTab(client, 'devices');
    act(() => client.become(signedIn({ ...alice, id: 8, username: 'bob' })));
    await act(async () => answer([phone]));
    expect(await screen.findByText(/198\.51\.100\.1/)).toBeInTheDocument();
    expect(screen.queryByText('Safari on iPhone')).not.toBeInTheDocument();
    const owners = queries
      .getQueryCache()
      .getAll()
      .map(({ queryKey }) => queryKey[1]);
    expect(new Set(owners)).toEqual(new Set([8]));
  });

  test('is not waited for any more by requests that are still under way', async () => {
    const client = accountClient();
    client.request.mockReturnValue(new Promise(() => {}));
    await openTab(client, 'devices');
    const signals = client.request.mock.calls.map(([, options]) => (options as { signal: AbortSignal }).signal);
    expect(signals.length).toBeGreaterThan(0);
    expect(signals.map(({ aborted }) => aborted)).not.toContain(true);
    act(() => client.become(signedIn({ ...alice, id: 8, username: 'bob' })));
    expect(signals.map(({ aborted }) => aborted)).not.toContain(false);
  });
});

describe('deleting the account', () => {
  test('needs its name typed, and says that it is done', async () => {
    const client = accountClient();
    const { user, url } = await openTab(client, 'danger');
    const form = within(screen.getByRole('form', { name: 'Delete your account' }));
    await user.type(form.getByLabelText('Type alice to confirm'), 'alic{Enter}');
    expect(client.request).not.toHaveBeenCalledWith('account/', expect.anything());
    expect(form.getByLabelText('Type alice to confirm')).toBeInvalid();
    await user.type(form.getByLabelText('Type alice to confirm'), 'e{Enter}');
    expect(client.request).toHaveBeenCalledWith('account/', { method: 'DELETE' });
    expect(await screen.findByText('Your account has been deleted.')).toBeInTheDocument();
    expect(client.getState().status).toBe('anonymous');
    await waitFor(() => expect(url()).toBe('/'));
  });

  test('is done also where the network breaks right after it', async () => {
    const client = accountClient();
    client.logout.mockImplementation(async () => {
      client.become(signedOut('signed_out'));
      throw new AuthError('network_error');
    });
    const { user } = await openTab(client, 'danger');
    await user.type(screen.getByLabelText('Type alice to confirm'), 'alice{Enter}');
    expect(await screen.findByText('Your account has been deleted.')).toBeInTheDocument();
    expect(screen.queryByText(/did not reach the server/)).not.toBeInTheDocument();
  });

  test('says that nothing was changed when the password was not confirmed', async () => {
    const client = accountClient();
    client.request.mockRejectedValue(new AuthError('reauthentication_required', { status: 403 }));
    const { user } = await openTab(client, 'danger');
    await user.type(screen.getByLabelText('Type alice to confirm'), 'alice{Enter}');
    expect(await screen.findByRole('alert')).toHaveTextContent('Nothing was changed');
    expect(client.getState().status).toBe('authenticated');
  });
});

describe('the question for the password', () => {
  async function ask() {
    const client = accountClient();
    const app = await openTab(client, 'profile');
    let answer: Promise<boolean> = Promise.resolve(false);
    act(() => {
      answer = askForPassword();
    });
    const dialog = within(await screen.findByRole('dialog', { name: 'Is it you?' }));
    return { ...app, client, dialog, answer };
  }

  test('is answered with the right one', async () => {
    const { user, client, dialog, answer } = await ask();
    expect(dialog.getByLabelText('Password')).toHaveFocus();
    await user.type(dialog.getByLabelText('Password'), 'secret words{Enter}');
    expect(client.reauthenticate).toHaveBeenCalledWith('secret words');
    expect(await answer).toBe(true);
    await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument());
  });

  test('is asked again after a wrong one', async () => {
    const { user, client, dialog } = await ask();
    client.reauthenticate.mockRejectedValueOnce(
      new AuthError('validation_error', { status: 400, fields: { password: ['This is not your password.'] } }),
    );
    await user.type(dialog.getByLabelText('Password'), 'wrong{Enter}');
    expect(await dialog.findByText('This is not your password.')).toBeInTheDocument();
    expect(dialog.getByLabelText('Password')).toHaveFocus();
  });

  test('is not asked of the next user, and what waits for it is told no', async () => {
    for (const next of [signedOut('signed_out'), signedIn({ ...alice, id: 8, username: 'bob' })]) {
      const { client, answer } = await ask();
      act(() => client.become(next));
      expect(await answer).toBe(false);
      act(() => client.become(signedIn({ ...alice, id: 8, username: 'bob' })));
      await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument());
      cleanup();
    }
  });

  test('that is asked again takes the url of the first, whose password is not in it any more', async () => {
    const { user, client, dialog, answer } = await ask();
    let confirm = () => {};
    client.reauthenticate.mockReturnValueOnce(new Promise((resolve) => (confirm = resolve)));
    await user.type(dialog.getByLabelText('Password'), 'secret words{Enter}');
    await user.keyboard('{Escape}');
    expect(await answer).toBe(false);

    let second: boolean | null = null;
    act(() => void askForPassword().then((confirmed) => (second = confirmed)));
    expect(await screen.findByLabelText('Password')).toHaveValue('');
    // The answer to the first comes late, and does not count for the second.
    await act(async () => confirm());
    expect(second).toBeNull();
    expect(screen.getByLabelText('Password')).toBeInTheDocument();

    act(() => void askForPassword());
    await waitFor(() => expect(second).toBe(false));
  });

  test.each(['Escape', 'Cancel'])('can be left by %s', async (way) => {
    const { user, dialog, answer } = await ask();
    if (way === 'Escape') await user.keyboard('{Escape}');
    else await user.click(dialog.getByText('Cancel'));
    expect(await answer).toBe(false);
  });
});
