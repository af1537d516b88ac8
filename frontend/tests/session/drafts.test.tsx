import { act, screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import { accountClient, openTab } from '../account/account-client';
import { alice, signedIn, signedOut } from '../fake-client';

/** Types a new address, and ends the session. */
async function typeAndEnd(reason: 'session_revoked' | 'signed_out') {
  const client = accountClient();
  const app = await openTab(client, 'email');
  await app.user.type(screen.getByLabelText('New email address'), 'new@example.org');
  act(() => client.become(signedOut(reason)));
  return { ...app, client };
}

test('what was typed is there again after the session has ended and the user has logged in', async () => {
  const { client, url } = await typeAndEnd('session_revoked');
  await screen.findByRole('heading', { name: 'Log in' });
  act(() => client.become(signedIn()));
  expect(await screen.findByLabelText('New email address')).toHaveValue('new@example.org');
  expect(url()).toBe('/account/email');
});

test('another user does not see what was typed, nor does the first one later', async () => {
  const { client } = await typeAndEnd('session_revoked');
  await screen.findByRole('heading', { name: 'Log in' });
  act(() => client.become(signedIn({ ...alice, id: 8, username: 'bob' })));
  expect(await screen.findByLabelText('New email address')).toHaveValue('');
  act(() => client.become(signedIn()));
  expect(await screen.findByLabelText('New email address')).toHaveValue('');
});

test('a logout forgets what was typed', async () => {
  const { client, user } = await typeAndEnd('signed_out');
  act(() => client.become(signedIn()));
  await user.click(await screen.findByRole('link', { name: 'Account' }));
  await user.click(await screen.findByRole('link', { name: 'Email' }));
  expect(await screen.findByLabelText('New email address')).toHaveValue('');
});
