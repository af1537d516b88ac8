import { act, screen, within } from '@testing-library/react';
import { AuthError } from 'safejwt-js';
import { describe, expect, test } from 'vitest';
import type { SecurityEvent } from '../../src/features/account/activity/activity-query';
import { isAlarming } from '../../src/features/account/activity/event-sentence';
import { PRODUCT } from '../../src/product';
import { alice, fakeClient, signedIn, signedOut } from '../fake-client';
import { renderApp } from '../render-app';

const login: SecurityEvent = {
  event: 'authn_login_success',
  occurredAt: '2026-11-23T20:38:00Z',
  sessionId: 'here',
  reason: '',
  userAgent: 'Mozilla/5.0 (X11; Linux x86_64) Chrome/156.0 Safari/537.36',
  browser: 'Chrome',
  system: 'Linux',
  ip: '192.0.2.10',
  device: null,
  count: null,
  current: true,
};
const mail: SecurityEvent = {
  ...login,
  event: 'mail_sent',
  reason: 'new_device',
  sessionId: null,
  userAgent: '',
  browser: null,
  system: null,
  ip: null,
  current: false,
};

/** A client whose API returns these events, or this error. */
function historyClient(events: SecurityEvent[] | AuthError) {
  const client = fakeClient(signedIn());
  client.request.mockImplementation(async (path) => {
    if (path === 'email/') return { email: alice.email, verified: true, pending: null };
    if (path === 'events/' && events instanceof AuthError) throw events;
    return path === 'events/' ? events : [];
  });
  return client;
}

async function rows() {
  return within(await screen.findByRole('list', { name: 'Recent activity' })).getAllByRole('listitem');
}

describe('the recent activity', () => {
  test('lists events with time, device and IP address', async () => {
    await renderApp(historyClient([mail, { ...login, current: false }, login]), '/account/activity');
    const [first, other, here] = await rows();
    expect(first).toHaveTextContent(/^Login alert sent.* \(November 23, 2026 at \d+:38.[AP]M\)$/);
    expect(other).toHaveTextContent(/^Logged in.*November 23, 2026.*Chrome on Linux.*192\.0\.2\.10$/);
    expect(here).toHaveTextContent(/192\.0\.2\.10This device$/);
    expect(document.title).toBe(`Activity · Your account · ${PRODUCT}`);
  });

  test('lists a copied session once', async () => {
    const reuse = { ...login, event: 'authn_token_reuse' };
    const ended = { ...login, event: 'authn_token_revoked', reason: 'reused' };
    await renderApp(historyClient([reuse, ended, { ...ended, reason: 'revoked' }]), '/account/activity');
    const [first, second, ...others] = await rows();
    expect(first).toHaveTextContent(/^A session may have been copied/);
    expect(second).toHaveTextContent(/^A device was logged out from elsewhere/);
    expect(others).toEqual([]);
  });

  test('links to what users can do about foreign events', async () => {
    await renderApp(historyClient([login]), '/account/activity');
    const region = within(await screen.findByRole('region', { name: 'Recent activity' }));
    expect(region.getByRole('link', { name: 'Change your password' })).toHaveAttribute('href', '/account/password');
    expect(region.getByRole('link', { name: 'log out your other devices' })).toHaveAttribute(
      'href',
      '/account/devices',
    );
  });

  test('shows ten more events at a time and focuses the first of them', async () => {
    const events = Array.from({ length: 50 }, (_, at) => ({ ...login, ip: `192.0.2.${at}` }));
    const { user } = await renderApp(historyClient(events), '/account/activity');
    expect(await rows()).toHaveLength(10);
    await user.click(screen.getByRole('button', { name: 'Show more' }));
    expect(await rows()).toHaveLength(20);
    expect((await rows())[10]).toHaveFocus();
    for (let parts = 2; parts < 5; parts += 1) await user.click(screen.getByRole('button', { name: 'Show more' }));
    expect(await rows()).toHaveLength(50);
    expect((await rows())[40]).toHaveFocus();
    expect(screen.queryByRole('button', { name: 'Show more' })).not.toBeInTheDocument();
    expect(screen.getByText('These are the last 50 events.')).toBeInTheDocument();
  });

  test('shows a loading state and an empty state', async () => {
    let answer = (_: SecurityEvent[]) => {};
    const client = historyClient([]);
    const others = client.request.getMockImplementation();
    client.request.mockImplementation(async (path) =>
      path === 'events/' ? new Promise((resolve) => (answer = resolve)) : others?.(path),
    );
    await renderApp(client, '/account/activity');
    expect(await screen.findByRole('status', { name: 'Loading your recent activity…' })).toBeInTheDocument();
    await act(async () => answer([]));
    expect(await screen.findByText('Nothing has happened yet.')).toBeInTheDocument();
    expect(screen.queryByRole('status', { name: /Loading/ })).not.toBeInTheDocument();
  });

  test('can be reloaded after an error', async () => {
    const client = historyClient([login]);
    const respond = client.request.getMockImplementation();
    client.request.mockImplementation(async (path) => {
      if (path === 'events/') throw new AuthError('permission_denied');
      return respond?.(path);
    });
    const { user } = await renderApp(client, '/account/activity');
    expect(await screen.findByText('Your account may not do this.')).toBeInTheDocument();
    if (respond) client.request.mockImplementation(respond);
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await rows()).toHaveLength(1);
  });

  test('explains without an error that the server keeps no history', async () => {
    await renderApp(historyClient(new AuthError('not_found', { status: 404 })), '/account/activity');
    expect(await screen.findByText(/This server keeps no history/)).toBeInTheDocument();
    expect(screen.queryByRole('alert')).not.toBeInTheDocument();
  });

  test('is removed when another user logs in', async () => {
    const client = historyClient([login]);
    const { queries } = await renderApp(client, '/account/activity');
    const cached = () => queries.getQueryCache().getAll();
    await rows();
    act(() => client.become(signedIn({ ...alice, id: 8, username: 'bob' })));
    expect(JSON.stringify(cached().map(({ state }) => state.data))).not.toContain('192.0.2.10');
    await rows();
    expect(new Set(cached().map(({ queryKey }) => queryKey[1]))).toEqual(new Set([8]));
    act(() => client.become(signedOut('signed_out')));
    expect(cached()).toEqual([]);
  });
});

test.each([
  ['network', false],
  ['browser', true],
  ['both', true],
])('a session on another %s alarms: %s', (reason, alarms) => {
  expect(isAlarming({ event: 'authn_token_retry_elsewhere', reason })).toBe(alarms);
});
