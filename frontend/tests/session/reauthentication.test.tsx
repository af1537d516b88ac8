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
    let confirmed: Promise<boolean> = Promise.resolve(false);
    act(() => {
      confirmed = askForPassword();
    });
    const dialog = within(await screen.findByRole('dialog', { name: 'Confirm it’s you' }));
    return { ...app, client, dialog, confirmed };
  }

  test('confirms with the right password', async () => {
    const { user, client, dialog, confirmed } = await ask();
    expect(dialog.getByLabelText('Password')).toHaveFocus();
    await user.type(dialog.getByLabelText('Password'), 'secret words{Enter}');
    expect(client.reauthenticate).toHaveBeenCalledWith('secret words');
    expect(await confirmed).toBe(true);
    await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument());
  });

  test('returns the focus to what asked, from the first time on', async () => {
    const { user } = await openTab(accountClient(), 'profile');
    const field = screen.getByLabelText('Username');
    for (const key of ['{Escape}', 'secret words{Enter}']) {
      act(() => field.focus());
      act(() => void askForPassword());
      await waitFor(() => expect(screen.getByLabelText('Password')).toHaveFocus());
      await user.keyboard(key);
      await waitFor(() => expect(field).toHaveFocus());
    }
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
      const { client, confirmed } = await ask();
      act(() => client.become(next));
      expect(await confirmed).toBe(false);
      act(() => client.become(signedIn({ ...alice, id: 8, username: 'bob' })));
      await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument());
      cleanup();
    }
  });

  test('replaces an earlier question and forgets its password', async () => {
    const { user, client, dialog, confirmed } = await ask();
    let confirm = () => {};
    client.reauthenticate.mockReturnValueOnce(new Promise((resolve) => (confirm = resolve)));
    await user.type(dialog.getByLabelText('Password'), 'secret words{Enter}');
    await user.keyboard('{Escape}');
    expect(await confirmed).toBe(false);

    let second: boolean | null = null;
    act(() => void askForPassword().then((confirmed) => (second = confirmed)));
    expect(await screen.findByLabelText('Password')).toHaveValue('');
    // The late response to the first question does not confirm the second one.
    await act(async () => confirm());
    expect(second).toBeNull();
    expect(screen.getByLabelText('Password')).toBeInTheDocument();

    act(() => void askForPassword());
    await waitFor(() => expect(second).toBe(false));
  });

  test.each(['Escape', 'Cancel'])('can be cancelled with %s', async (way) => {
    const { user, dialog, confirmed } = await ask();
    if (way === 'Escape') await user.keyboard('{Escape}');
    else await user.click(dialog.getByText('Cancel'));
    expect(await confirmed).toBe(false);
  });
});
