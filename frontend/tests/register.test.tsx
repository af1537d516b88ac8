import { screen } from '@testing-library/react';
import { AuthError } from 'safejwt-js';
import { describe, expect, test } from 'vitest';
import { fakeClient, signedOut } from './fake-client';
import { renderApp } from './render-app';

async function fillIn(person: ReturnType<typeof renderApp>['person'], email = 'alice@example.org') {
  await person.type(screen.getByLabelText('Username'), 'alice');
  await person.type(screen.getByLabelText('E-mail'), email);
  await person.type(screen.getByLabelText('Password'), 'secret words');
  await person.click(screen.getByRole('button', { name: 'Create account' }));
}

describe('the registration page', () => {
  test('creates the account, welcomes the person and goes home', async () => {
    const client = fakeClient(signedOut());
    const { person, place } = renderApp(client, '/register');
    await fillIn(person);
    expect(client.register).toHaveBeenCalledWith({
      username: 'alice',
      email: 'alice@example.org',
      password: 'secret words',
    });
    expect(await screen.findByRole('alert')).toHaveTextContent('Welcome, alice');
    expect(place()).toBe('/');
  });

  test('shows each reason of the server under its field and moves the focus to the first', async () => {
    const client = fakeClient(signedOut());
    client.register.mockRejectedValue(
      new AuthError('validation_error', {
        status: 400,
        fields: { password: ['Too short.', 'Too common.'], username: ['Taken.'], non_field_errors: ['Closed today.'] },
      }),
    );
    const { person } = renderApp(client, '/register');
    await fillIn(person);
    expect(await screen.findByText('Taken.')).toBeInTheDocument();
    expect(screen.getByLabelText('Username')).toHaveAccessibleDescription('Taken.');
    expect(screen.getByLabelText('Username')).toHaveFocus();
    expect(screen.getByLabelText('Password')).toHaveAccessibleDescription(/Too short\. Too common\./);
    expect(screen.getByRole('alert')).toHaveTextContent('Closed today.');
  });

  test('does not bother the server with what is no e-mail address', async () => {
    const client = fakeClient(signedOut());
    const { person } = renderApp(client, '/register');
    await fillIn(person, 'alice');
    expect(screen.getByLabelText('E-mail')).toHaveAccessibleDescription(/like name@example.org/);
    expect(client.register).not.toHaveBeenCalled();
  });

  test('shows the password on request', async () => {
    const { person } = renderApp(fakeClient(signedOut()), '/register');
    const password = screen.getByLabelText('Password');
    const show = screen.getByRole('button', { name: 'Show password' });
    expect(password).toHaveAttribute('type', 'password');
    await person.click(show);
    expect(password).toHaveAttribute('type', 'text');
    expect(show).toHaveAttribute('aria-pressed', 'true');
  });
});

test('an account that needs its address confirmed first says where the message went', async () => {
  const client = fakeClient(signedOut());
  client.register.mockResolvedValue(null);
  const { person } = renderApp(client, '/register');
  await fillIn(person);
  expect(await screen.findByRole('heading', { name: 'Check your mail' })).toHaveFocus();
  expect(screen.getByText(/alice@example\.org/)).toBeInTheDocument();
});
