import { screen } from '@testing-library/react';
import type { Device } from '../../src/features/account/devices/device-queries';
import type { Address } from '../../src/features/account/email/address-query';
import { alice, fakeClient, signedIn } from '../fake-client';
import { renderApp } from '../render-app';

export const device: Device = {
  id: 'here',
  userAgent: 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/156.0 Safari/537.36',
  browser: 'Chrome',
  system: 'Linux',
  ip: '192.0.2.10',
  createdAt: '2026-11-20T08:00:00Z',
  lastUsedAt: '2026-11-23T20:40:00Z',
  expiresAt: '2026-11-30T08:00:00Z',
  amr: ['pwd'],
  current: true,
};
export const phone: Device = {
  ...device,
  id: 'phone',
  userAgent: 'Mozilla/5.0 (iPhone) Version/19.0 Mobile Safari/604.1',
  browser: 'Safari',
  system: 'iPhone',
  current: false,
};

/** A client whose API knows these devices, and returns `saved` for all other endpoints. */
export function accountClient(devices: Device[] = [device], saved: object = {}, address: Partial<Address> = {}) {
  const client = fakeClient(signedIn());
  let left = devices;
  client.request.mockImplementation(async (path, options) => {
    const method = options && 'method' in options ? options.method : 'GET';
    if (path === 'email/') return { email: alice.email, verified: true, pending: null, ...address };
    if (!path.startsWith('sessions/')) return { ...alice, ...saved };
    if (method === 'GET') return left;
    const [, ended] = path.split('/');
    left = left.filter(({ id, current }) => current || (ended !== '' && ended !== id));
    return undefined;
  });
  return client;
}

export async function openTab(client: ReturnType<typeof fakeClient>, tab: string) {
  const app = await renderApp(client, `/account/${tab}`);
  await screen.findByRole('heading', { name: 'Your account' });
  return app;
}
