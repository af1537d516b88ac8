import { screen, waitFor, within } from '@testing-library/react';
import { AuthError } from 'safejwt-js';
import { describe, expect, test } from 'vitest';
import type { Device } from '../src/pages/account/use-devices';
import { alice, fakeClient, signedIn } from './fake-client';
import { renderApp } from './render-app';

const device: Device = {
  id: 'here',
  userAgent: 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/156.0 Safari/537.36',
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
  current: false,
};

/** A client whose API has these devices and answers a PATCH with `saved`. */
function accountClient(devices: Device[] = [device], saved: object = {}) {
  const client = fakeClient(signedIn());
  client.request.mockImplementation(async (path, options) => {
    const method = options && 'method' in options ? options.method : 'GET';
    if (method === 'PATCH') return { ...alice, ...saved };
    return path === 'sessions/' && method === 'GET' ? devices : undefined;
  });
  return client;
}

async function openAccount(client: ReturnType<typeof fakeClient>) {
  const { person } = renderApp(client, '/account');
  await screen.findByRole('heading', { name: 'Your account' });
  return {
    person,
    profile: within(screen.getByRole('form', { name: 'Profile' })),
    password: within(screen.getByRole('form', { name: 'Change password' })),
  };
}

describe('the profile', () => {
  test('sends only what has changed and shows the saved name everywhere', async () => {
    const client = accountClient([device], { username: 'alicia' });
    const { person, profile } = await openAccount(client);
    await person.clear(profile.getByLabelText('Username'));
    await person.type(profile.getByLabelText('Username'), 'alicia');
    await person.click(profile.getByRole('button', { name: 'Save changes' }));
    expect(client.request).toHaveBeenCalledWith('7/', { method: 'PATCH', body: { username: 'alicia' } });
    expect(await screen.findByRole('button', { name: 'Account menu of alicia' })).toBeInTheDocument();
    expect(screen.getByRole('alert')).toHaveTextContent('Your profile has been saved.');
  });

  test('asks for the current password when the e-mail address changes', async () => {
    const client = accountClient([device], { email: 'new@example.org' });
    const { person, profile } = await openAccount(client);
    expect(profile.queryByLabelText('Current password')).not.toBeInTheDocument();
    await person.clear(profile.getByLabelText('E-mail'));
    await person.type(profile.getByLabelText('E-mail'), 'new@example.org{Enter}');
    expect(profile.getByLabelText('Current password')).toHaveFocus();
    await person.keyboard('secret words{Enter}');
    const body = { email: 'new@example.org', current_password: 'secret words' };
    expect(client.request).toHaveBeenCalledWith('7/', { method: 'PATCH', body });
    await waitFor(() => expect(profile.getByRole('button', { name: 'Save changes' })).toHaveFocus());
  });

  test('sends nothing when nothing has changed', async () => {
    const client = accountClient();
    const { person, profile } = await openAccount(client);
    await person.click(profile.getByRole('button', { name: 'Save changes' }));
    expect(await screen.findByRole('alert')).toHaveTextContent('Everything is saved already.');
    expect(client.request).not.toHaveBeenCalledWith('7/', expect.anything());
  });
});

describe('the password', () => {
  test('is changed with the current one, and the devices are read again', async () => {
    const client = accountClient();
    const { person, password } = await openAccount(client);
    await screen.findByText('This device');
    const reads = client.request.mock.calls.length;
    await person.type(password.getByLabelText('Current password'), 'old words');
    await person.type(password.getByLabelText('New password'), 'new words');
    await person.click(password.getByRole('button', { name: 'Change password' }));
    const body = { current_password: 'old words', password: 'new words' };
    expect(client.request).toHaveBeenCalledWith('7/', { method: 'PATCH', body });
    expect(await screen.findByRole('alert')).toHaveTextContent('Your password has been changed.');
    expect(password.getByLabelText('New password')).toHaveValue('');
    await waitFor(() => expect(client.request).toHaveBeenCalledTimes(reads + 2));
  });

  test('shows under its field what the server refuses', async () => {
    const client = accountClient();
    const { person, password } = await openAccount(client);
    client.request.mockRejectedValue(
      new AuthError('validation_error', { status: 400, fields: { current_password: ['This is not it.'] } }),
    );
    await person.type(password.getByLabelText('Current password'), 'wrong');
    await person.type(password.getByLabelText('New password'), 'new words{Enter}');
    expect(await password.findByText('This is not it.')).toBeInTheDocument();
    expect(password.getByLabelText('Current password')).toHaveFocus();
  });
});

describe('the signed-in devices', () => {
  test('are listed, and another one can be ended', async () => {
    const client = accountClient([device, phone]);
    const { person } = await openAccount(client);
    const list = await screen.findByRole('list', { name: 'Signed-in devices' });
    expect(within(list).getByText('Chrome on Linux')).toBeInTheDocument();
    await person.click(within(list).getByRole('button', { name: 'End session: Safari on iPhone, 192.0.2.10' }));
    expect(client.request).toHaveBeenCalledWith('sessions/phone/', { method: 'DELETE' });
    await waitFor(() => expect(within(list).queryByText('Safari on iPhone')).not.toBeInTheDocument());
    expect(list).toHaveFocus();
  });

  test('can be ended all at once, but for this one', async () => {
    const client = accountClient([device, phone]);
    const { person } = await openAccount(client);
    await person.click(await screen.findByRole('button', { name: 'End all other sessions' }));
    expect(client.request).toHaveBeenCalledWith('sessions/', { method: 'DELETE' });
    expect(await screen.findByText('You are not signed in anywhere else.')).toBeInTheDocument();
  });

  test('can be asked for again when they could not be read', async () => {
    const client = accountClient();
    client.request.mockRejectedValueOnce(new AuthError('network_error'));
    const { person } = await openAccount(client);
    expect(await screen.findByText(/server cannot be reached/)).toBeInTheDocument();
    await person.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByText('This device')).toBeInTheDocument();
  });
});
