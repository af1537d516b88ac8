import { act, screen } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import { authClient } from '../../src/features/session/auth-client';
import { accountClient, device, openTab } from '../account/account-client';

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

/** What a browser reports to each tab except the one that stored it. */
function changeElsewhere(): void {
  act(() => void window.dispatchEvent(new StorageEvent('storage', { key: 'changed', newValue: '1' })));
}

test('a change in another tab is read again', async () => {
  const client = accountClient([device], {}, { verified: false });
  await openTab(client, 'email');
  expect(await screen.findByText('Not confirmed')).toBeInTheDocument();
  const respond = client.request.getMockImplementation();
  client.request.mockImplementation(async (path, options) =>
    path === 'email/' ? { email: 'alice@example.org', verified: true, pending: null } : respond?.(path, options),
  );
  changeElsewhere();
  expect(await screen.findByText('Confirmed')).toBeInTheDocument();
});

const session = { accessToken: 'a.b.c', expiresIn: 300, user: { id: 7 } };

test.each([
  ['a successful change is announced', 'email/verify/', 'POST', 200, true],
  ['a refused change is not', 'email/verify/', 'POST', 400, false],
  ['reading is not', 'email/', 'GET', 200, false],
  ['a logout is not, as the client tells of it', 'logout/', 'POST', 200, false],
])('%s', async (_, path, method, status, isAnnounced) => {
  vi.spyOn(document, 'cookie', 'get').mockReturnValue('csrftoken=any');
  vi.stubGlobal('fetch', async () => Response.json({ ...session, code: 'link_invalid' }, { status }));
  await authClient.request(path, { method }).catch(() => undefined);
  expect(localStorage.getItem('changed') !== null).toBe(isAnnounced);
});
