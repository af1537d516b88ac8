import { act, screen } from '@testing-library/react';
import { describe, expect, test } from 'vitest';
import type { Device } from '../../src/features/account/devices/device-queries';
import { accountClient, device, openTab, phone } from '../account/account-client';
import { alice, fakeClient, signedIn, signedOut } from '../fake-client';

describe('cached data of a user', () => {
  test('is removed at the logout', async () => {
    const client = accountClient([device, phone]);
    const { queries } = await openTab(client, 'devices');
    await screen.findByText('Safari on iPhone');
    expect(
      JSON.stringify(
        queries
          .getQueryCache()
          .getAll()
          .map(({ state }) => state.data),
      ),
    ).toContain('192.0.2.10');
    act(() => client.become(signedOut('signed_out')));
    expect(queries.getQueryCache().getAll()).toEqual([]);
    expect(queries.getMutationCache().getAll()).toEqual([]);
  });

  test('is neither shown to the next user nor kept when it arrives late', async () => {
    const client = fakeClient(signedIn());
    let answer = (_: Device[]) => {};
    const late = new Promise<Device[]>((resolve) => (answer = resolve));
    client.request.mockImplementation(async (path) => {
      if (path === 'email/') return { email: alice.email, verified: true, pending: null };
      return client.getState().user?.id === 7 ? late : [{ ...device, ip: '198.51.100.1' }];
    });
    const { queries } = await openTab(client, 'devices');
    act(() => client.become(signedIn({ ...alice, id: 8, username: 'bob' })));
    await act(async () => answer([phone]));
    expect(await screen.findByText(/198\.51\.100\.1/)).toBeInTheDocument();
    expect(screen.queryByText('Safari on iPhone')).not.toBeInTheDocument();
    const owners = queries
      .getQueryCache()
      .getAll()
      .map(({ queryKey }) => queryKey[1]);
    expect(new Set(owners)).toEqual(new Set([8]));
  });

  test('aborts pending requests when the user changes', async () => {
    const client = accountClient();
    client.request.mockReturnValue(new Promise(() => {}));
    await openTab(client, 'devices');
    const signals = client.request.mock.calls.map(([, options]) => (options as { signal: AbortSignal }).signal);
    expect(signals.length).toBeGreaterThan(0);
    expect(signals.map(({ aborted }) => aborted)).not.toContain(true);
    act(() => client.become(signedIn({ ...alice, id: 8, username: 'bob' })));
    expect(signals.map(({ aborted }) => aborted)).not.toContain(false);
  });
});
