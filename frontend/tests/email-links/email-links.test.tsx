import { screen, waitFor, within } from '@testing-library/react';
import { AuthError } from 'safejwt-js';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { alice, fakeClient, signedIn, signedOut } from '../fake-client';
import { renderApp } from '../render-app';

const oldLink = new AuthError('link_invalid', { status: 400 });

describe.each([
  ['/verify-email', 'email/verify/', 'Your e-mail address is verified'],
  ['/confirm-email', 'email/change/confirm/', 'Your e-mail address has been changed'],
])('the link to %s', (page, path, heading) => {
  test('sends its token once, and takes it out of the address', async () => {
    const client = fakeClient(signedOut());
    client.request.mockResolvedValue({ email: 'alice@example.org' });
    const { url, visited, back } = await renderApp(client, `${page}#token=abc.def`);
    expect(await screen.findByRole('heading', { name: heading })).toBeInTheDocument();
    expect(screen.getByText(/alice@example\.org/)).toBeInTheDocument();
    expect(client.request.mock.calls).toEqual([[path, { body: { token: 'abc.def' } }]]);
    expect(url()).toBe(page);
    back();
    expect(visited, 'nor is it in the history').toEqual([`${page}#token=abc.def`, page]);
  });

  test('is sent once where effects run twice', async () => {
    const client = fakeClient(signedOut());
    client.request.mockResolvedValue({ email: 'alice@example.org' });
    await renderApp(client, `${page}#token=abc`, { isStrict: true });
    await screen.findByRole('heading', { name: heading });
    expect(client.request).toHaveBeenCalledTimes(1);
  });

  test('shows the person’s account as it is then', async () => {
    const client = fakeClient(signedIn({ ...alice, email: 'old@example.org' }));
    client.request.mockImplementation(async (asked) => (asked === 'auth/' ? alice : { email: alice.email }));
    await renderApp(client, `${page}#token=abc`);
    await screen.findByRole('heading', { name: heading });
    expect(client.getState().user?.email).toBe('alice@example.org');
  });

  test('has done its work also where the account cannot be read afterwards', async () => {
    const client = fakeClient(signedIn());
    client.request.mockImplementation(async (asked) => {
      if (asked === 'auth/') throw new AuthError('network_error');
      return { email: 'alice@example.org' };
    });
    await renderApp(client, `${page}#token=abc`);
    expect(await screen.findByRole('heading', { name: heading })).toBeInTheDocument();
    expect(screen.getByRole('link', { name: 'Go to the home page' })).toHaveAttribute('href', '/');
  });

  test('leads to the login who is not signed in', async () => {
    const client = fakeClient(signedOut());
    client.request.mockResolvedValue({ email: 'alice@example.org' });
    await renderApp(client, `${page}#token=abc`);
    await screen.findByRole('heading', { name: heading });
    expect(within(screen.getByRole('main')).getByRole('link', { name: 'Log in' })).toHaveAttribute('href', '/login');
  });

  test('says when it is too old, when it is broken off, and lets one try again after an outage', async () => {
    const client = fakeClient(signedOut());
    client.request.mockRejectedValueOnce(oldLink);
    await renderApp(client, `${page}#token=old`);
    expect(await screen.findByRole('heading', { name: 'This link does not work any more' })).toBeInTheDocument();

    await renderApp(client, page);
    expect(screen.getByRole('heading', { name: 'This link is not complete' })).toBeInTheDocument();

    client.request.mockRejectedValueOnce(new AuthError('network_error'));
    client.request.mockResolvedValueOnce({ email: 'alice@example.org' });
    const { user } = await renderApp(client, `${page}#token=again`);
    await user.click(await screen.findByRole('button', { name: 'Try again' }));
    expect(await screen.findByRole('heading', { name: heading })).toBeInTheDocument();
  });
});

describe.each([
  ['/verify-email', 'email/verify/', 'Verify your e-mail address', 'Your e-mail address is verified'],
  ['/confirm-email', 'email/change/confirm/', 'Change your e-mail address', 'Your e-mail address has been changed'],
])('the link to %s, opened where the account’s owner is not signed in,', (page, path, question, heading) => {
  const passwordRequired = new AuthError('password_required', { status: 403 });
  const wrong = new AuthError('validation_error', { fields: { password: ['This is not the password.'] } });

  test('asks for the password, and sends it with the token', async () => {
    const client = fakeClient(signedOut());
    client.request.mockRejectedValueOnce(passwordRequired);
    const { user } = await renderApp(client, `${page}#token=abc`);
    expect(await screen.findByRole('heading', { name: question })).toHaveFocus();
    const field = screen.getByLabelText('Password');
    expect(field).toHaveAttribute('autocomplete', 'current-password');
    expect(screen.getByText(/Then close this page/)).toBeInTheDocument();
    expect(screen.queryByText(/another account/)).not.toBeInTheDocument();
    client.request.mockResolvedValueOnce({ email: 'alice@example.org' });
    await user.type(field, 'correct horse{Enter}');
    expect(await screen.findByRole('heading', { name: heading })).toHaveFocus();
    expect(client.request.mock.calls).toEqual([
      [path, { body: { token: 'abc' } }],
      [path, { body: { token: 'abc', password: 'correct horse' } }],
    ]);
  });

  test('keeps the form, with the reason in it, when the password is wrong or there were too many', async () => {
    const client = fakeClient(signedIn());
    client.request.mockRejectedValueOnce(passwordRequired);
    const { user } = await renderApp(client, `${page}#token=abc`);
    await user.click(await screen.findByRole('button', { name: /the address$/ }));
    expect(screen.getByText(/You are logged in as alice; this link is about another account/)).toBeInTheDocument();
    expect(screen.getByLabelText('Password')).toHaveAttribute('aria-invalid', 'true');
    expect(client.request).toHaveBeenCalledTimes(1);
    client.request.mockRejectedValueOnce(wrong);
    await user.type(screen.getByLabelText('Password'), 'wrong{Enter}');
    expect(await screen.findByText('This is not the password.')).toBeInTheDocument();
    expect(screen.getByLabelText('Password')).toHaveValue('wrong');
    expect(screen.getByLabelText('Password')).toHaveFocus();
    client.request.mockRejectedValueOnce(new AuthError('throttled', { status: 429, retryAfter: 30 }));
    await user.type(screen.getByLabelText('Password'), '!{Enter}');
    expect(await screen.findByText(/Wait 30 seconds/)).toBeInTheDocument();
  });

  test('says when the link has become too old meanwhile', async () => {
    const client = fakeClient(signedOut());
    client.request.mockRejectedValueOnce(passwordRequired).mockRejectedValueOnce(oldLink);
    const { user } = await renderApp(client, `${page}#token=abc`);
    await user.type(await screen.findByLabelText('Password'), 'correct horse{Enter}');
    expect(await screen.findByRole('heading', { name: 'This link does not work any more' })).toBeInTheDocument();
  });
});

describe('a link that does not work any more', () => {
  test('to verify an address is sent anew, to the address that is typed', async () => {
    const client = fakeClient(signedOut());
    client.request.mockRejectedValueOnce(oldLink);
    const { user } = await renderApp(client, '/verify-email#token=old');
    await user.type(await screen.findByLabelText('E-mail'), ' alice@example.org {Enter}');
    expect(client.request).toHaveBeenLastCalledWith('email/verify/resend/', { body: { email: 'alice@example.org' } });
    expect(await screen.findByRole('heading', { name: 'Check your mail' })).toHaveFocus();
    expect(screen.getByText(/If alice@example\.org waits to be confirmed/)).toBeInTheDocument();
  });

  test('to verify an address is sent anew to whoever is signed in', async () => {
    const client = fakeClient(signedIn());
    client.request.mockRejectedValueOnce(oldLink);
    const { user } = await renderApp(client, '/verify-email#token=old');
    await user.click(await screen.findByRole('button', { name: 'Send it again' }));
    expect(client.request).toHaveBeenLastCalledWith('email/verify/resend/', { body: { email: 'alice@example.org' } });
    expect(await screen.findByRole('alert')).toHaveTextContent('another message with a link is on its way');
    expect(screen.getByRole('button', { name: 'Send it again' })).toHaveFocus();
  });

  test('to change an address leads to where that is asked for', async () => {
    const client = fakeClient(signedOut());
    client.request.mockRejectedValueOnce(oldLink);
    await renderApp(client, '/confirm-email#token=old');
    expect(await screen.findByRole('link', { name: 'Go to your e-mail address' })).toHaveAttribute(
      'href',
      '/account/email',
    );
  });
});

describe('a forgotten password', () => {
  test('is asked for by address, and the answer is the same for every address', async () => {
    const client = fakeClient(signedOut());
    const { user } = await renderApp(client, '/login');
    await user.click(screen.getByRole('link', { name: 'Forgot your password?' }));
    await user.type(screen.getByLabelText('E-mail'), 'alice@example.org{Enter}');
    expect(client.request).toHaveBeenCalledWith('password/reset/', { body: { email: 'alice@example.org' } });
    expect(await screen.findByText(/If there is an account with the address alice@example.org/)).toBeInTheDocument();
  });

  test('is replaced by way of the link, and the user logs in with the new one', async () => {
    const client = fakeClient(signedOut());
    const { user, url, visited, back } = await renderApp(client, '/reset-password#token=abc');
    expect(url()).toBe('/reset-password');
    await user.type(screen.getByLabelText('New password'), 'new words{Enter}');
    const body = { token: 'abc', password: 'new words' };
    expect(client.request).toHaveBeenCalledWith('password/reset/confirm/', { body });
    expect(await screen.findByText(/Log in with the new one/)).toBeInTheDocument();
    await waitFor(() => expect(url()).toBe('/login'));
    back();
    expect(visited, 'the form is not in the history').toEqual([
      '/reset-password#token=abc',
      '/reset-password',
      '/login',
    ]);
  });

  test('that is replaced signs its user out who is signed in here', async () => {
    const client = fakeClient(signedIn());
    client.request.mockImplementation(async (path) => {
      if (path !== 'auth/') return undefined;
      // The server has ended all sessions of the account.
      client.become(signedOut('session_revoked'));
      throw new AuthError('session_ended', { status: 401 });
    });
    const { user, url } = await renderApp(client, '/reset-password#token=abc');
    await user.type(screen.getByLabelText('New password'), 'new words{Enter}');
    await screen.findByText(/Log in with the new one/);
    expect(client.logout).toHaveBeenCalledTimes(1);
    await waitFor(() => expect(url()).toBe('/login'));
    expect(screen.queryByText('You have been logged out')).not.toBeInTheDocument();
  });

  test('that is replaced leaves another user signed in, and says so', async () => {
    const client = fakeClient(signedIn());
    const { user, url } = await renderApp(client, '/reset-password#token=abc');
    await user.type(screen.getByLabelText('New password'), 'new words{Enter}');
    expect(await screen.findByText(/another account’s: here you are still logged in as alice/)).toBeInTheDocument();
    expect(client.logout).not.toHaveBeenCalled();
    await waitFor(() => expect(url()).toBe('/'));
  });

  test('stays, with the server’s reason under the field, when the new one is refused', async () => {
    const client = fakeClient(signedOut());
    client.request.mockRejectedValue(new AuthError('validation_error', { fields: { password: ['Too common.'] } }));
    const { user } = await renderApp(client, '/reset-password#token=abc');
    await user.type(screen.getByLabelText('New password'), 'password{Enter}');
    expect(await screen.findByText('Too common.')).toBeInTheDocument();
  });

  test('needs another link when this one is too old', async () => {
    const client = fakeClient(signedOut());
    client.request.mockRejectedValue(oldLink);
    const { user } = await renderApp(client, '/reset-password#token=abc');
    await user.type(screen.getByLabelText('New password'), 'new words{Enter}');
    expect(await screen.findByRole('heading', { name: 'This link does not work any more' })).toBeInTheDocument();
    expect(screen.getByRole('link', { name: 'Ask for a new link' })).toHaveAttribute('href', '/forgot-password');
  });
});

describe('before the app starts', () => {
  afterEach(() => history.replaceState(null, '', '/'));

  test.each(['/verify-email', '/confirm-email', '/reset-password'])(
    'the token of %s leaves the address bar',
    async (page) => {
      history.replaceState(null, '', `${page}?utm=mail#token=secret`);
      vi.resetModules();
      await import('../../src/features/email-links/use-link-token');
      expect(location.href).toMatch(new RegExp(`${page}\\?utm=mail$`));
      expect(JSON.stringify(history.state)).not.toContain('secret');
    },
  );

  test('a fragment of another page stays where it is', async () => {
    history.replaceState(null, '', '/login#token=secret');
    vi.resetModules();
    await import('../../src/features/email-links/use-link-token');
    expect(location.hash).toBe('#token=secret');
  });
});
