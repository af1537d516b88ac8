import { act, fireEvent, screen, waitFor } from '@testing-library/react';
import { AuthError } from 'safejwt-js';
import { describe, expect, test, vi } from 'vitest';
import { saveFile } from '../../src/features/account/save-file';
import { alice, signedIn } from '../fake-client';
import { accountClient, device, openTab, phone } from './account-client';

vi.mock('../../src/features/account/save-file');

const bob = { ...alice, id: 8, username: 'bob' };

/** What alice does in the section, and the request that it sends. */
const ACTIONS = [
  ['profile', () => submit('Username', 'alicia'), '7/'],
  ['email', () => submit('New email address', 'new@example.org'), 'email/change/'],
  ['devices', () => press(/^Log out device/), 'sessions/phone/'],
  ['devices', () => press('Log out and forget this device'), 'sessions/here/forget/'],
  ['danger', () => press('Download your data'), 'account/export/'],
  ['danger', () => submit(/to confirm$/, 'alice'), 'account/'],
] as const;

describe.each(ACTIONS)('a response in %s that arrives after another user has logged in', (tab, start, path) => {
  test.each([
    ['a success', null],
    ['a failure', new AuthError('server_error', { status: 500 })],
  ])('says nothing to them: %s', async (_, failure) => {
    const client = accountClient([device, phone]);
    const respond = client.request.getMockImplementation();
    let answer: (() => void) | null = null;
    client.request.mockImplementation(async (requested, options) => {
      if (requested !== path) return respond?.(requested, options);
      await new Promise<void>((resolve) => (answer = resolve));
      if (failure) throw failure;
      return { ...alice, username: 'alicia' };
    });
    await openTab(client, tab);
    await start();
    await waitFor(() => expect(answer).not.toBeNull());
    act(() => client.become(signedIn(bob)));
    // The one about bob.
    expect(await screen.findByText('You are now logged in as bob.')).toBeInTheDocument();
    await act(async () => answer?.());
    expect(await screen.findByRole('button', { name: 'Account menu of bob' })).toBeInTheDocument();
    expect(screen.getAllByRole('alert')).toHaveLength(1);
    expect(client.getState().user).toEqual(bob);
    expect(client.logout).not.toHaveBeenCalled();
    expect(saveFile).not.toHaveBeenCalled();
  });
});

test('a profile that was saved twice at once shows the name that the server has', async () => {
  const client = accountClient();
  const respond = client.request.getMockImplementation();
  let answer = () => {};
  client.request.mockImplementation(async (path, options) => {
    if (path === 'auth/') return { ...alice, username: 'alison' };
    if (path !== '7/') return respond?.(path, options);
    await new Promise<void>((resolve) => (answer = resolve));
    return { ...alice, username: 'alicia' };
  });
  await openTab(client, 'profile');
  await submit('Username', 'alicia');
  act(() => client.become(signedIn({ ...alice, username: 'alison' })));
  await act(async () => answer());
  expect(await screen.findByText('Your profile has been saved.')).toBeInTheDocument();
  expect(client.getState().user?.username).toBe('alison');
  expect(screen.getByLabelText('Username')).toHaveValue('alison');
});

async function press(name: string | RegExp): Promise<void> {
  fireEvent.click(await screen.findByRole('button', { name }));
}

async function submit(label: string | RegExp, text: string): Promise<void> {
  const field = await screen.findByLabelText(label);
  fireEvent.change(field, { target: { value: text } });
  fireEvent.submit(field.closest('form') as HTMLFormElement);
}
