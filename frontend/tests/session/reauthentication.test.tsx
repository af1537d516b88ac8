import { act, cleanup, screen, waitFor, within } from '@testing-library/react';
import { AuthError } from 'safejwt-js';
import { describe, expect, test } from 'vitest';
import { askForPassword } from '../../src/features/session/reauthentication';
import { accountClient, openTab } from '../account/account-client';
import { alice, signedIn, signedOut } from '../fake-client';

describe('the re-authentication dialog', () => {
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

  test('confirms with the right password', async () => {
    const { user, client, dialog, answer } = await ask();
    expect(dialog.getByLabelText('Password')).toHaveFocus();
    await user.type(dialog.getByLabelText('Password'), 'secret words{Enter}');
    expect(client.reauthenticate).toHaveBeenCalledWith('secret words');
    expect(await answer).toBe(true);
    await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument());
  });

  test('shows an error after a wrong password', async () => {
    const { user, client, dialog } = await ask();
    client.reauthenticate.mockRejectedValueOnce(
      new AuthError('validation_error', { status: 400, fields: { password: ['This is not your password.'] } }),
    );
    await user.type(dialog.getByLabelText('Password'), 'wrong{Enter}');
    expect(await dialog.findByText('This is not your password.')).toBeInTheDocument();
    expect(dialog.getByLabelText('Password')).toHaveFocus();
  });

  test('closes and cancels when the user changes', async () => {
    for (const next of [signedOut('signed_out'), signedIn({ ...alice, id: 8, username: 'bob' })]) {
      const { client, answer } = await ask();
      act(() => client.become(next));
      expect(await answer).toBe(false);
      act(() => client.become(signedIn({ ...alice, id: 8, username: 'bob' })));
      await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument());
      cleanup();
    }
  });

  test('replaces an earlier question and forgets its password', async () => {
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

  test.each(['Escape', 'Cancel'])('can be cancelled with %s', async (way) => {
    const { user, dialog, answer } = await ask();
    if (way === 'Escape') await user.keyboard('{Escape}');
    else await user.click(dialog.getByText('Cancel'));
    expect(await answer).toBe(false);
  });
});
