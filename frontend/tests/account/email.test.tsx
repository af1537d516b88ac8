import { act, screen, waitFor } from '@testing-library/react';
import { AuthError } from 'safejwt-js';
import { describe, expect, test } from 'vitest';
import { alice, signedIn, signedOut } from '../fake-client';
import { accountClient, device, openTab } from './account-client';

describe('the email address', () => {
  test('changes through a link sent to the new address', async () => {
    const client = accountClient([device], {}, { pending: 'new@example.org' });
    const { user } = await openTab(client, 'email');
    await user.type(screen.getByLabelText('New email address'), ' new@example.org {Enter}');
    expect(client.request).toHaveBeenCalledWith('email/change/', { body: { email: 'new@example.org' } });
    expect(await screen.findByText(/^If new@example.org is not the address of another account/)).toBeInTheDocument();
    await waitFor(() => expect(screen.getByLabelText('New email address')).toHaveValue(''));
  });

  test('can be typed again while the link is sent, which shows its progress until the end', async () => {
    const client = accountClient();
    const respond = client.request.getMockImplementation();
    let answer = () => {};
    client.request.mockImplementation(async (path, options) => {
      if (path === 'email/change/') await new Promise<void>((resolve) => (answer = resolve));
      return respond?.(path, options);
    });
    const { user } = await openTab(client, 'email');
    const field = screen.getByLabelText('New email address');
    await user.type(field, 'new@example.org{Enter}{Enter}');
    expect(screen.getByRole('button', { name: 'Send the link' })).toHaveAttribute('data-loading');
    expect(client.request.mock.calls.filter(([path]) => path === 'email/change/')).toHaveLength(1);
    await user.clear(field);
    await user.type(field, 'newer@example.org');
    await act(async () => answer());
    await waitFor(() =>
      expect(screen.getByRole('button', { name: 'Send the link' })).not.toHaveAttribute('data-loading'),
    );
    expect(field).toHaveValue('newer@example.org');
  });

  test('shows a notice on every tab while unverified, and resends the message', async () => {
    const client = accountClient([device], {}, { verified: false });
    const { user } = await openTab(client, 'profile');
    await user.click(await screen.findByRole('button', { name: 'Email me a link' }));
    expect(screen.getByText(/we can warn you/), 'a reset needs no confirmation').toBeInTheDocument();
    expect(screen.queryByText(/emailed/), 'an administrator may have made the account').not.toBeInTheDocument();
    expect(client.request).toHaveBeenCalledWith('email/verify/resend/', { body: {} });
    const again = await screen.findByRole('button', { name: 'Sent. Send again in 60 s' });
    expect(again).toHaveAttribute('aria-disabled', 'true');
    const sent = client.request.mock.calls.length;
    await user.click(again);
    expect(client.request.mock.calls).toHaveLength(sent);
    expect(screen.queryByRole('alert')).not.toBeInTheDocument();
  });

  test('says nothing about the form of a session that has ended', async () => {
    const client = accountClient([device], {}, { verified: false });
    const { user, url } = await openTab(client, 'profile');
    const send = await screen.findByRole('button', { name: 'Email me a link' });
    client.request.mockImplementationOnce(async () => {
      client.become(signedOut('session_revoked'));
      throw new AuthError('validation_error', { status: 400, fields: { email: ['This field is required.'] } });
    });
    await user.click(send);
    await waitFor(() => expect(url()).toMatch(/^\/login/));
    expect(screen.getByRole('alert')).toHaveTextContent('You have been logged out');
    expect(screen.queryByText(/needs another look/)).not.toBeInTheDocument();
  });

  test('says when no message was sent, and when the next one can be', async () => {
    const client = accountClient([device], {}, { verified: false });
    const { user } = await openTab(client, 'profile');
    client.request.mockRejectedValueOnce(new AuthError('throttled', { status: 429, retryAfter: 3000 }));
    await user.click(await screen.findByRole('button', { name: 'Email me a link' }));
    expect(await screen.findByRole('button', { name: 'Send again in 50 min' })).toHaveAttribute(
      'aria-disabled',
      'true',
    );
    expect(screen.getByText(/^No email was sent/)).toBeInTheDocument();
  });

  test('can withdraw a pending change', async () => {
    const client = accountClient([device], {}, { pending: 'new@example.org' });
    const { user } = await openTab(client, 'email');
    const withdraw = await screen.findByRole('button', { name: 'Cancel this change' });
    const respond = client.request.getMockImplementation();
    client.request.mockImplementation(async (path, options) =>
      path === 'email/' ? { email: alice.email, verified: true, pending: null } : respond?.(path, options),
    );
    await user.click(withdraw);
    expect(client.request).toHaveBeenCalledWith('email/change/', { method: 'DELETE' });
    expect(await screen.findByRole('alert')).toHaveTextContent('Your address stays alice@example.org.');
    expect(withdraw).not.toBeInTheDocument();
    expect(screen.queryByText(/^If new@example.org is not the address of another account/)).not.toBeInTheDocument();
    expect(screen.getByLabelText('New email address')).toHaveFocus();
  });

  test('is not said to stay when the change was confirmed before it was canceled', async () => {
    const client = accountClient([device], {}, { pending: 'new@example.org' });
    const { user } = await openTab(client, 'email');
    const withdraw = await screen.findByRole('button', { name: 'Cancel this change' });
    confirmElsewhere(client);
    await user.click(withdraw);
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'too late to cancel the change. Your address is now new@example.org.',
    );
    expect(screen.queryByText(/stays/)).not.toBeInTheDocument();
    await waitFor(() =>
      expect(screen.getByText(/^Your address is/, { selector: 'p' })).toHaveTextContent('new@example.org'),
    );
  });

  test('is the new one after a change in another browser, when the page is looked at again', async () => {
    const client = accountClient([device], {}, { pending: 'new@example.org' });
    await openTab(client, 'email');
    expect(await screen.findByRole('button', { name: 'Cancel this change' })).toBeInTheDocument();
    confirmElsewhere(client);
    act(() => void window.dispatchEvent(new Event('visibilitychange')));
    await waitFor(() =>
      expect(screen.getByText(/^Your address is/, { selector: 'p' })).toHaveTextContent('new@example.org'),
    );
    expect(client.getState().user?.email).toBe('new@example.org');
  });

  /** The user opens the link in another browser. */
  function confirmElsewhere(client: ReturnType<typeof accountClient>): void {
    const respond = client.request.getMockImplementation();
    client.request.mockImplementation(async (path, options) => {
      if (path === 'email/') return { email: 'new@example.org', verified: true, pending: null };
      return path === 'auth/' ? { ...alice, email: 'new@example.org' } : respond?.(path, options);
    });
  }

  test('is not called unchanged when the server does not say', async () => {
    const client = accountClient([device], {}, { pending: 'new@example.org' });
    const respond = client.request.getMockImplementation();
    client.request.mockRejectedValue(new AuthError('throttled', { status: 429, retryAfter: 90 }));
    const { user } = await openTab(client, 'email');
    expect(await screen.findByRole('alert')).toHaveTextContent('Too many attempts.');
    client.request.mockImplementation(async (path, options) => respond?.(path, options));
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByRole('button', { name: 'Cancel this change' })).toBeInTheDocument();
    expect(screen.queryByRole('alert')).not.toBeInTheDocument();
  });

  test('is fetched again when a change was confirmed in another tab', async () => {
    const client = accountClient([device], {}, { pending: 'new@example.org' });
    await openTab(client, 'email');
    expect(await screen.findByRole('button', { name: 'Cancel this change' })).toBeInTheDocument();
    const respond = client.request.getMockImplementation();
    client.request.mockImplementation(async (path, options) =>
      path === 'email/' ? { email: 'new@example.org', verified: true, pending: null } : respond?.(path, options),
    );
    act(() => client.become(signedIn({ ...alice, email: 'new@example.org' })));
    await waitFor(() => expect(screen.queryByRole('button', { name: 'Cancel this change' })).not.toBeInTheDocument());
    expect(await screen.findByText('Confirmed')).toBeInTheDocument();
  });

  test('shows no notice when verified', async () => {
    await openTab(accountClient(), 'email');
    expect(await screen.findByText('Confirmed')).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: 'Email me a link' })).not.toBeInTheDocument();
  });
});
