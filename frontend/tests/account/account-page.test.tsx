import { act, screen, waitFor, within } from '@testing-library/react';
import { AuthError } from 'safejwt-js';
import { describe, expect, test } from 'vitest';
import { PRODUCT } from '../../src/product';
import { alice, signedIn, signedOut } from '../fake-client';
import { renderApp } from '../render-app';
import { accountClient, device, openTab } from './account-client';

describe('the sections', () => {
  test('are history entries, and receive the focus when a link opens them', async () => {
    const { user, url } = await openTab(accountClient(), 'profile');
    const list = within(screen.getByRole('navigation', { name: 'Account' }));
    expect(screen.getByRole('group', { name: 'Profile' })).not.toHaveFocus();
    await user.click(list.getByRole('link', { name: 'Email' }));
    expect(url()).toBe('/account/email');
    expect(list.getByRole('link', { name: 'Email' })).toHaveAttribute('aria-current', 'page');
    expect(list.getAllByRole('link', { current: 'page' })).toHaveLength(1);
    expect(screen.getByRole('group', { name: 'Email' })).toHaveFocus();
    expect(document.title).toBe(`Email · Your account · ${PRODUCT}`);
  });

  test('show a not-found page for an unknown name', async () => {
    await renderApp(accountClient(), '/account/nothing');
    expect(await screen.findByRole('heading', { name: 'Page not found' })).toBeInTheDocument();
  });
});

describe('the profile', () => {
  test('sends changes and shows the saved name everywhere', async () => {
    const client = accountClient([device], { username: 'alicia' });
    const { user } = await openTab(client, 'profile');
    const profile = within(screen.getByRole('form', { name: 'Profile' }));
    await user.clear(profile.getByLabelText('Username'));
    await user.type(profile.getByLabelText('Username'), 'alicia');
    await user.click(profile.getByRole('button', { name: 'Save changes' }));
    expect(client.request).toHaveBeenCalledWith('7/', { method: 'PATCH', body: { username: 'alicia' } });
    expect(await screen.findByRole('button', { name: 'Account menu of alicia' })).toBeInTheDocument();
    expect(await screen.findByRole('alert')).toHaveTextContent('Your profile has been saved.');
  });

  test('follows another tab, unless something else has been typed', async () => {
    const client = accountClient();
    const { user } = await openTab(client, 'profile');
    const field = screen.getByLabelText('Username');
    act(() => client.become(signedIn({ ...alice, username: 'alicia' })));
    await waitFor(() => expect(field).toHaveValue('alicia'));
    expect(screen.getByRole('button', { name: 'Save changes' })).toHaveAttribute('aria-disabled', 'true');
    await user.type(field, '-x');
    act(() => client.become(signedIn({ ...alice, username: 'alison' })));
    expect(field).toHaveValue('alicia-x');
  });

  test('keeps what is typed while it is being saved', async () => {
    const client = accountClient();
    const { user } = await openTab(client, 'profile');
    let answer = (_: object) => {};
    client.request.mockReturnValueOnce(new Promise((resolve) => (answer = resolve)));
    await user.type(screen.getByLabelText('Username'), '2{Enter}3');
    await act(async () => answer({ ...alice, username: 'alice2' }));
    expect(await screen.findByText('Your profile has been saved.')).toBeInTheDocument();
    expect(screen.getByLabelText('Username')).toHaveValue('alice23');
  });

  test('sends nothing without changes', async () => {
    const client = accountClient();
    const { user } = await openTab(client, 'profile');
    const save = screen.getByRole('button', { name: 'Save changes' });
    expect(save).toHaveAttribute('aria-disabled', 'true');
    await user.click(save);
    await user.type(screen.getByLabelText('Username'), ' {Enter}');
    expect(client.request).not.toHaveBeenCalledWith('7/', expect.anything());
    expect(screen.queryByRole('alert')).not.toBeInTheDocument();
    await user.type(screen.getByLabelText('Username'), 'x');
    expect(save).not.toHaveAttribute('aria-disabled');
  });
});

describe('the password', () => {
  test('is changed with the current one', async () => {
    const client = accountClient();
    const { user } = await openTab(client, 'password');
    const form = within(screen.getByRole('form', { name: 'Change password' }));
    await user.type(form.getByLabelText('Current password'), 'old words');
    await user.type(form.getByLabelText('New password'), 'several new words');
    await user.click(form.getByRole('button', { name: 'Change password' }));
    const body = { current_password: 'old words', password: 'several new words' };
    expect(client.request).toHaveBeenCalledWith('password/change/', { body });
    expect(await screen.findByRole('alert')).toHaveTextContent('Your password has been changed.');
    expect(form.getByLabelText('New password')).toHaveValue('');
  });

  test('shows errors of the server below their field', async () => {
    const client = accountClient();
    const { user } = await openTab(client, 'password');
    const form = within(screen.getByRole('form', { name: 'Change password' }));
    client.request.mockRejectedValue(
      new AuthError('validation_error', { status: 400, fields: { current_password: ['This is not it.'] } }),
    );
    await user.type(form.getByLabelText('Current password'), 'wrong');
    await user.type(form.getByLabelText('New password'), 'several new words{Enter}');
    expect(await form.findByText('This is not it.')).toBeInTheDocument();
    expect(form.getByLabelText('Current password')).toHaveFocus();
  });

  test('shows its strength while typing, also compared with the username', async () => {
    const { user } = await openTab(accountClient(), 'password');
    const field = within(screen.getByRole('form', { name: 'Change password' })).getByLabelText('New password');
    await user.type(field, 'alice@example.org');
    expect(await screen.findByText('Very weak. Your own name and address are easy to guess.')).toBeInTheDocument();
    await user.clear(field);
    await user.type(field, 'quiet harbor at nine, seven gulls');
    expect(await screen.findByText('Very strong.')).toBeInTheDocument();
    await user.clear(field);
    await user.type(field, 'kX9#vQ2!mZ7');
    expect(await screen.findByText('4 more characters')).toBeInTheDocument();
    expect(screen.queryByText(/[Ww]eak|[Ss]trong/)).not.toBeInTheDocument();
  });

  test('can be pasted, and is masked', async () => {
    const { user } = await openTab(accountClient(), 'password');
    const field = within(screen.getByRole('form', { name: 'Change password' })).getByLabelText('New password');
    expect(field).toHaveAttribute('type', 'password');
    await user.click(field);
    await user.paste('several new words');
    expect(field).toHaveValue('several new words');
  });

  test('names the account for password managers', async () => {
    await openTab(accountClient(), 'password');
    const username = document.querySelector('form input[autocomplete="username"]');
    expect(username).toHaveValue('alice');
    expect(screen.getByLabelText('Current password')).toHaveAttribute('autocomplete', 'current-password');
    expect(screen.getByLabelText('New password')).toHaveAttribute('autocomplete', 'new-password');
  });
});

describe('deleting the account', () => {
  test('requires its name and confirms the deletion', async () => {
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

  test('succeeds even if the network fails right afterwards', async () => {
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

  test('reports that nothing changed without a confirmed password', async () => {
    const client = accountClient();
    client.request.mockRejectedValue(new AuthError('reauthentication_required', { status: 403 }));
    const { user } = await openTab(client, 'danger');
    await user.type(screen.getByLabelText('Type alice to confirm'), 'alice{Enter}');
    expect(await screen.findByRole('alert')).toHaveTextContent('Nothing was changed');
    expect(client.getState().status).toBe('authenticated');
  });
});
