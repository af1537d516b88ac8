import { screen } from '@testing-library/react';
import { AuthError } from 'safejwt-js';
import { describe, expect, test } from 'vitest';
import { alice, fakeClient, signedOut } from '../fake-client';
import { renderApp } from '../render-app';

async function fillIn(user: Awaited<ReturnType<typeof renderApp>>['user'], email = 'alice@example.org') {
  await user.type(screen.getByLabelText('Username'), 'alice');
  await user.type(screen.getByLabelText('Email'), email);
  await user.type(screen.getByLabelText('Password'), 'several secret words');
  await user.click(screen.getByRole('button', { name: 'Create account' }));
}

describe('the registration page', () => {
  test('starts in the first field', async () => {
    await renderApp(fakeClient(signedOut()), '/register');
    expect(screen.getByLabelText('Username')).toHaveFocus();
  });

  test('shortens a long name in the welcome', async () => {
    const client = fakeClient(signedOut());
    client.register.mockImplementation(async () => ({ ...alice, username: 'x'.repeat(150) }));
    const { user } = await renderApp(client, '/register');
    await fillIn(user);
    expect(await screen.findByRole('alert')).toHaveTextContent(`Welcome, ${'x'.repeat(39)}…. Your account is ready.`);
  });

  test('creates the account, welcomes the user and goes home', async () => {
    const client = fakeClient(signedOut());
    const { user, url } = await renderApp(client, '/register');
    await fillIn(user);
    expect(client.register).toHaveBeenCalledWith({
      username: 'alice',
      email: 'alice@example.org',
      password: 'several secret words',
    });
    expect(await screen.findByRole('alert')).toHaveTextContent('Welcome, alice');
    expect(url()).toBe('/');
  });

  test('shows errors of the server below their fields and focuses the first', async () => {
    const client = fakeClient(signedOut());
    client.register.mockRejectedValue(
      new AuthError('validation_error', {
        status: 400,
        fields: { password: ['Too short.', 'Too common.'], username: ['Taken.'], non_field_errors: ['Closed today.'] },
      }),
    );
    const { user } = await renderApp(client, '/register');
    await fillIn(user);
    expect(await screen.findByText('Taken.')).toBeInTheDocument();
    expect(screen.getByLabelText('Username')).toHaveAccessibleDescription('Taken.');
    expect(screen.getByLabelText('Username')).toHaveFocus();
    expect(screen.getByLabelText('Password')).toHaveAccessibleDescription(/Too short\. Too common\./);
    expect(screen.getByRole('alert')).toHaveTextContent('Closed today.');
  });

  test('checks the email address before sending', async () => {
    const client = fakeClient(signedOut());
    const { user } = await renderApp(client, '/register');
    await fillIn(user, 'alice');
    expect(screen.getByLabelText('Email')).toHaveAccessibleDescription(/like name@example.org/);
    expect(client.register).not.toHaveBeenCalled();
  });

  test('shows the password on request', async () => {
    const { user } = await renderApp(fakeClient(signedOut()), '/register');
    const password = screen.getByLabelText('Password');
    const show = screen.getByRole('button', { name: 'Show password' });
    expect(password).toHaveAttribute('type', 'password');
    await user.click(show);
    expect(password).toHaveAttribute('type', 'text');
    expect(show).toHaveAttribute('aria-pressed', 'true');
  });
});

describe('registration with a verified email address', () => {
  async function registerByMail() {
    const client = fakeClient(signedOut());
    client.register.mockResolvedValue(null);
    const { user } = await renderApp(client, '/register');
    await fillIn(user);
    expect(await screen.findByRole('heading', { name: 'Check your email' })).toHaveFocus();
    return { client, user };
  }

  test('shows where the message was sent', async () => {
    await registerByMail();
    expect(screen.getByText(/alice@example\.org/)).toBeInTheDocument();
  });

  test('does not claim that a message was sent, which the limit of the address may have prevented', async () => {
    await registerByMail();
    expect(screen.getByText(/open the link that we email to/)).toBeInTheDocument();
    expect(screen.getByText(/only a few emails an hour to one address/)).toBeInTheDocument();
  });

  test('sends the message again', async () => {
    const { client, user } = await registerByMail();
    await user.click(screen.getByRole('button', { name: 'Send it again' }));
    expect(client.request).toHaveBeenCalledWith('email/verify/resend/', { body: { email: 'alice@example.org' } });
    expect(await screen.findByText(/another email with a link is on its way/)).toBeInTheDocument();
    // Only its owner may learn whether the address has an account.
    expect(screen.getByRole('button', { name: 'Send again in 60 s' })).toHaveAttribute('aria-disabled', 'true');
  });

  test('says when too many messages were requested', async () => {
    const { client, user } = await registerByMail();
    client.request.mockRejectedValueOnce(new AuthError('throttled', { status: 429, retryAfter: 30 }));
    await user.click(screen.getByRole('button', { name: 'Send it again' }));
    expect(await screen.findByText(/^No email was sent/)).toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'Send again in 30 s' })).toBeInTheDocument();
  });

  test('lets the user correct the address and clears only the password', async () => {
    const { client, user } = await registerByMail();
    await user.click(screen.getByRole('button', { name: 'Correct the address' }));
    expect(screen.getByRole('heading', { name: 'Create your account' })).toHaveFocus();
    expect(screen.getByLabelText('Username')).toHaveValue('alice');
    expect(screen.getByLabelText('Password')).toHaveValue('');
    await user.clear(screen.getByLabelText('Email'));
    await user.type(screen.getByLabelText('Email'), 'alicia@example.org');
    await user.type(screen.getByLabelText('Password'), 'several secret words{Enter}');
    expect(client.register).toHaveBeenLastCalledWith(expect.objectContaining({ email: 'alicia@example.org' }));
    expect(await screen.findByText(/alicia@example\.org/)).toBeInTheDocument();
  });
});

test('shows the minimum password length', async () => {
  await renderApp(fakeClient(signedOut()), '/register');
  expect(screen.getByLabelText('Password')).toHaveAccessibleDescription('At least 15 characters.');
});
