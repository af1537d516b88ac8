import { act, screen, waitFor, within } from '@testing-library/react';
import { AuthError } from 'safejwt-js';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { PRODUCT } from '../../src/product';
import { alice, fakeClient, signedIn, signedOut } from '../fake-client';
import { renderApp } from '../render-app';

const expiredLink = new AuthError('link_invalid', { status: 400 });

describe.each([
  ['/verify-email', 'email/verify/', 'Your email address is confirmed'],
  ['/confirm-email', 'email/change/confirm/', 'Your email address has been changed'],
])('the link to %s', (page, path, heading) => {
  test('sends its token once and removes it from the URL', async () => {
    const client = fakeClient(signedOut());
    client.request.mockResolvedValue({ email: 'alice@example.org' });
    const { url, visited, back } = await renderApp(client, `${page}#token=abc.def`);
    expect(await screen.findByRole('heading', { name: heading })).toBeInTheDocument();
    expect(screen.getByText(/alice@example\.org/)).toBeInTheDocument();
    expect(client.request.mock.calls).toEqual([[path, { body: { token: 'abc.def' } }]]);
    await waitFor(() => expect(url()).toBe(page));
    back();
    expect(visited, 'the token is not in the history').toEqual([`${page}#token=abc.def`, page]);
  });

  test('sends its token once in StrictMode', async () => {
    const client = fakeClient(signedOut());
    client.request.mockResolvedValue({ email: 'alice@example.org' });
    await renderApp(client, `${page}#token=abc`, { isStrict: true });
    await screen.findByRole('heading', { name: heading });
    expect(client.request).toHaveBeenCalledTimes(1);
  });

  test('updates the logged-in account', async () => {
    const client = fakeClient(signedIn({ ...alice, email: 'old@example.org' }));
    client.request.mockImplementation(async (endpoint) => (endpoint === 'auth/' ? alice : { email: alice.email }));
    await renderApp(client, `${page}#token=abc`);
    await screen.findByRole('heading', { name: heading });
    expect(client.getState().user?.email).toBe('alice@example.org');
  });

  test('succeeds even if reading the account fails afterwards', async () => {
    const client = fakeClient(signedIn());
    client.request.mockImplementation(async (endpoint) => {
      if (endpoint === 'auth/') throw new AuthError('network_error');
      return { email: 'alice@example.org' };
    });
    await renderApp(client, `${page}#token=abc`);
    expect(await screen.findByRole('heading', { name: heading })).toBeInTheDocument();
    expect(screen.getByRole('link', { name: 'Go to your account' })).toHaveAttribute('href', '/account');
  });

  test('leads visitors to the login page', async () => {
    const client = fakeClient(signedOut());
    client.request.mockResolvedValue({ email: 'alice@example.org' });
    await renderApp(client, `${page}#token=abc`);
    await screen.findByRole('heading', { name: heading });
    expect(document.title).toBe(`${heading} · ${PRODUCT}`);
    expect(within(screen.getByRole('main')).getByRole('link', { name: 'Log in' })).toHaveAttribute('href', '/login');
  });

  test('explains expired and incomplete links, and offers a retry after an outage', async () => {
    const client = fakeClient(signedOut());
    client.request.mockRejectedValueOnce(expiredLink);
    await renderApp(client, `${page}#token=old`);
    expect(await screen.findByRole('heading', { name: 'This link does not work any more' })).toBeInTheDocument();
    expect(document.title).toBe(`This link does not work any more · ${PRODUCT}`);
    // A login ends only the links that set a password.
    expect(screen.queryByText(/you have logged in/)).not.toBeInTheDocument();

    await renderApp(client, page);
    expect(screen.getByRole('heading', { name: 'This page needs the link from an email' })).toBeInTheDocument();

    client.request.mockRejectedValueOnce(new AuthError('network_error'));
    client.request.mockResolvedValueOnce({ email: 'alice@example.org' });
    const { user } = await renderApp(client, `${page}#token=again`);
    await user.click(await screen.findByRole('button', { name: 'Try again' }));
    expect(await screen.findByRole('heading', { name: heading })).toBeInTheDocument();
  });
});

test.each([true, false])(
  'a used link to a user whose address is confirmed (%s) asks for no new one',
  async (verified) => {
    const client = fakeClient(signedIn());
    client.request.mockImplementation(async (path) => {
      if (path === 'email/verify/') throw expiredLink;
      return { email: alice.email, verified, pending: null };
    });
    await renderApp(client, '/verify-email#token=used');
    expect(await screen.findByRole('heading', { name: 'This link does not work any more' })).toBeInTheDocument();
    const already = screen.queryAllByText(
      'The email address of this account, alice@example.org, is confirmed already.',
    );
    expect(already, 'the link may have been about another account').toHaveLength(verified ? 1 : 0);
    expect(screen.queryAllByRole('button', { name: 'Email me a link' })).toHaveLength(verified ? 0 : 1);
  },
);

describe.each([
  ['/verify-email', 'email/verify/', 'Confirm your email address', 'Your email address is confirmed'],
  ['/confirm-email', 'email/change/confirm/', 'Change your email address', 'Your email address has been changed'],
])('the link to %s without a session of its account', (page, path, question, heading) => {
  const passwordRequired = new AuthError('password_required', { status: 403 });
  const wrong = new AuthError('validation_error', { fields: { password: ['This is not the password.'] } });

  test('asks for the password and sends it with the token', async () => {
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

  test('keeps the form and shows the error after a wrong password or too many attempts', async () => {
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

  test('offers no other link for a registration whose username was taken meanwhile', async () => {
    const client = fakeClient(signedOut());
    const taken = new AuthError('validation_error', { fields: { non_field_errors: ['Taken. Register again.'] } });
    client.request.mockRejectedValueOnce(passwordRequired).mockRejectedValueOnce(taken);
    const { user } = await renderApp(client, `${page}#token=abc`);
    await user.type(await screen.findByLabelText('Password'), 'correct horse{Enter}');
    expect(await screen.findByRole('alert')).toHaveTextContent('Taken. Register again.');
    expect(screen.queryByRole('button', { name: 'Send a new link' })).not.toBeInTheDocument();
  });

  test('does not tell the owner who logs in in another tab that it is about another account', async () => {
    const client = fakeClient(signedOut());
    client.request.mockRejectedValueOnce(passwordRequired);
    await renderApp(client, `${page}#token=abc`);
    await screen.findByLabelText('Password');
    act(() => client.become(signedIn()));
    expect(await screen.findByRole('button', { name: 'Account menu of alice' })).toBeInTheDocument();
    expect(screen.queryByText(/another account/)).not.toBeInTheDocument();
    expect(screen.getByLabelText('Password')).toBeInTheDocument();
  });

  test.each([
    ['another account', 'bob@example.org', 1],
    ['the account', alice.email, 0],
  ])('confirmed with the password, says that it is another account’s if it is: %s', async (_, email, count) => {
    const client = fakeClient(signedIn());
    client.request.mockRejectedValueOnce(passwordRequired);
    const { user } = await renderApp(client, `${page}#token=abc`);
    const field = await screen.findByLabelText('Password');
    client.request.mockImplementation(async (endpoint) => (endpoint === 'auth/' ? alice : { email }));
    await user.type(field, 'correct horse{Enter}');
    expect(await screen.findByRole('heading', { level: 1, name: /has been changed|is confirmed/ })).toBeInTheDocument();
    expect(screen.queryAllByText(/another account’s: here you are still logged in as alice/)).toHaveLength(count);
    expect(screen.queryAllByRole('heading', { name: heading }), 'called “your address”').toHaveLength(1 - count);
    expect(screen.queryAllByText(/your account\./)).toHaveLength(page === '/verify-email' ? 1 - count : 0);
  });

  test('shows that the link has expired in the meantime', async () => {
    const client = fakeClient(signedOut());
    client.request.mockRejectedValueOnce(passwordRequired).mockRejectedValueOnce(expiredLink);
    const { user } = await renderApp(client, `${page}#token=abc`);
    await user.type(await screen.findByLabelText('Password'), 'correct horse{Enter}');
    expect(await screen.findByRole('heading', { name: 'This link does not work any more' })).toBeInTheDocument();
  });
});

describe('an expired link', () => {
  test('for verification can be sent again to a typed address', async () => {
    const client = fakeClient(signedOut());
    client.request.mockRejectedValueOnce(expiredLink);
    const { user } = await renderApp(client, '/verify-email#token=old');
    await user.type(await screen.findByLabelText('Email'), ' alice@example.org {Enter}');
    expect(client.request).toHaveBeenLastCalledWith('email/verify/resend/', { body: { email: 'alice@example.org' } });
    expect(await screen.findByRole('heading', { name: 'Check your email' })).toHaveFocus();
    expect(screen.getByText(/If alice@example\.org still has to be confirmed/)).toBeInTheDocument();
  });

  test('for verification can be sent again to the logged-in user', async () => {
    const client = fakeClient(signedIn());
    client.request.mockResolvedValue({ email: alice.email, verified: false, pending: null });
    client.request.mockRejectedValueOnce(expiredLink);
    const { user } = await renderApp(client, '/verify-email#token=old');
    await user.click(await screen.findByRole('button', { name: 'Email me a link' }));
    expect(client.request).toHaveBeenCalledWith('email/verify/resend/', { body: {} });
    expect(await screen.findByRole('button', { name: /^Sent\. Send again in/ })).toHaveFocus();
  });

  test('for verification is no longer needed by a user who has confirmed the address elsewhere', async () => {
    const client = fakeClient(signedIn());
    let verified = false;
    client.request.mockImplementation(async () => ({ email: alice.email, verified, pending: null }));
    const { user } = await renderApp(client, '/verify-email');
    const send = await screen.findByRole('button', { name: 'Email me a link' });
    verified = true;
    await user.click(send);
    expect(await screen.findByText(/is confirmed already\.$/)).toBeInTheDocument();
    expect(screen.queryByText(/^Sent/)).not.toBeInTheDocument();
  });

  test('for an email change leads to the account page', async () => {
    const client = fakeClient(signedOut());
    client.request.mockRejectedValueOnce(expiredLink);
    await renderApp(client, '/confirm-email#token=old');
    expect(await screen.findByRole('link', { name: 'Go to your email address' })).toHaveAttribute(
      'href',
      '/account/email',
    );
  });
});

test('the password of a registration that is not finished cannot be reset, so the page leads back to it', async () => {
  const client = fakeClient(signedOut());
  client.request.mockRejectedValueOnce(new AuthError('password_required', { status: 403 }));
  await renderApp(client, '/verify-email#token=abc');
  expect(await screen.findByText(/your account may not exist yet/)).toBeInTheDocument();
  expect(screen.getByRole('link', { name: 'Create it again' })).toHaveAttribute('href', '/register');
});

describe('a forgotten password', () => {
  test('can be reset by email, with the same response for every address', async () => {
    const client = fakeClient(signedOut());
    const { user } = await renderApp(client, '/login');
    await user.click(screen.getByRole('link', { name: 'Forgot your password?' }));
    await user.type(await screen.findByLabelText('Email'), 'alice@example.org{Enter}');
    expect(client.request).toHaveBeenCalledWith('password/reset/', { body: { email: 'alice@example.org' } });
    expect(await screen.findByText(/If there is an account with the address alice@example.org/)).toBeInTheDocument();
  });

  test.each([
    ['a visitor', signedOut(), 'Back to login', '/login'],
    ['a user', signedIn(), 'Back to your account', '/account'],
  ])('leads %s back to where they came from', async (_, state, name, path) => {
    await renderApp(fakeClient(state), '/forgot-password');
    expect(screen.getByRole('link', { name })).toHaveAttribute('href', path);
  });

  test('is replaced through the link, then the user logs in', async () => {
    const client = fakeClient(signedOut());
    const { user, url, visited, back } = await renderApp(client, '/reset-password#token=abc');
    await waitFor(() => expect(url()).toBe('/reset-password'));
    await user.type(await screen.findByLabelText('New password'), 'several new words{Enter}');
    const body = { token: 'abc', password: 'several new words' };
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

  test('logs its user out in this browser when it is replaced', async () => {
    const client = fakeClient(signedIn());
    client.request.mockImplementation(async (path) => {
      if (path !== 'auth/') return undefined;
      // The server has ended all sessions of the account.
      client.become(signedOut('session_revoked'));
      throw new AuthError('session_ended', { status: 401 });
    });
    const { user, url } = await renderApp(client, '/reset-password#token=abc');
    await user.type(await screen.findByLabelText('New password'), 'several new words{Enter}');
    await screen.findByText(/Log in with the new one/);
    expect(client.logout).toHaveBeenCalledTimes(1);
    await waitFor(() => expect(url()).toBe('/login'));
    expect(screen.queryByText('You have been logged out')).not.toBeInTheDocument();
  });

  test('leaves another user logged in when it is replaced', async () => {
    const client = fakeClient(signedIn());
    const { user, url } = await renderApp(client, '/reset-password#token=abc');
    await user.type(await screen.findByLabelText('New password'), 'several new words{Enter}');
    expect(await screen.findByText(/another account’s: here you are still logged in as alice/)).toBeInTheDocument();
    expect(client.logout).not.toHaveBeenCalled();
    await waitFor(() => expect(url()).toBe('/'));
  });

  test('is not called another account’s when the server does not say whose session this is', async () => {
    const client = fakeClient(signedIn());
    client.request.mockImplementation(async (path) => {
      if (path === 'auth/') throw new AuthError('service_unavailable', { status: 503 });
    });
    const { user, url } = await renderApp(client, '/reset-password#token=abc');
    await user.type(await screen.findByLabelText('New password'), 'several new words{Enter}');
    expect(await screen.findByText('The password has been changed.')).toBeInTheDocument();
    expect(screen.queryByText(/another account/)).not.toBeInTheDocument();
    expect(client.logout).not.toHaveBeenCalled();
    await waitFor(() => expect(url()).toBe('/'));
  });

  test('shows the error of the server below the field', async () => {
    const client = fakeClient(signedOut());
    client.request.mockRejectedValue(new AuthError('validation_error', { fields: { password: ['Too common.'] } }));
    const { user } = await renderApp(client, '/reset-password#token=abc');
    await user.type(await screen.findByLabelText('New password'), 'passwordpassword{Enter}');
    expect(await screen.findByText('Too common.')).toBeInTheDocument();
  });

  test('is not asked for if the link does not work any more', async () => {
    const client = fakeClient(signedOut());
    client.request.mockRejectedValue(expiredLink);
    await renderApp(client, '/reset-password#token=abc');
    expect(await screen.findByRole('heading', { name: 'This link does not work any more' })).toBeInTheDocument();
    expect(screen.getByText(/or you have logged in/)).toBeInTheDocument();
    expect(client.request.mock.calls.map(([path]) => path)).toEqual(['links/check/']);
    expect(screen.queryByLabelText('New password')).not.toBeInTheDocument();
  });

  test('needs a new link after this one has expired', async () => {
    const client = fakeClient(signedOut());
    client.request.mockResolvedValueOnce(undefined).mockRejectedValue(expiredLink);
    const { user } = await renderApp(client, '/reset-password#token=abc');
    await user.type(await screen.findByLabelText('New password'), 'several new words{Enter}');
    expect(await screen.findByRole('heading', { name: 'This link does not work any more' })).toBeInTheDocument();
    expect(screen.getByRole('link', { name: 'Ask for a new link' })).toHaveAttribute('href', '/forgot-password');
  });
});

describe('at startup', () => {
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

  test('the fragment of another page stays in the URL', async () => {
    history.replaceState(null, '', '/login#token=secret');
    vi.resetModules();
    await import('../../src/features/email-links/use-link-token');
    expect(location.hash).toBe('#token=secret');
  });
});
