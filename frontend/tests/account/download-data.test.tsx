import { screen, waitFor } from '@testing-library/react';
import { AuthError } from 'safejwt-js';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { accountClient, openTab } from './account-client';

const saved: { name: string; url: string }[] = [];
const files: Blob[] = [];

beforeEach(() => {
  vi.stubGlobal(
    'URL',
    Object.assign(class extends URL {}, {
      createObjectURL: (file: Blob) => `blob:${files.push(file)}`,
      revokeObjectURL: () => {},
    }),
  );
  vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) {
    saved.push({ name: this.download, url: this.href });
  });
});

afterEach(() => {
  saved.length = files.length = 0;
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

const button = () => screen.findByRole('button', { name: 'Download your data' });

describe('the data of the account', () => {
  test('is saved as a file', async () => {
    const client = accountClient([], { exportedAt: '2026-11-23T20:40:00Z' });
    const { user } = await openTab(client, 'danger');
    await user.click(await button());
    expect(client.request).toHaveBeenCalledWith('account/export/', { method: 'POST' });
    expect(await screen.findByText('Your data has been downloaded.')).toBeInTheDocument();
    expect(saved).toEqual([{ name: 'account-data.json', url: 'blob:1' }]);
    expect(JSON.parse((await files[0]?.text()) ?? '')).toMatchObject({ exportedAt: '2026-11-23T20:40:00Z' });
  });

  test('is asked for once at a time', async () => {
    const client = accountClient();
    const { user } = await openTab(client, 'danger');
    client.request.mockReturnValue(new Promise(() => {}));
    await user.click(await button());
    await user.click(await button());
    expect(await button()).toHaveAttribute('aria-disabled', 'true');
    expect(client.request.mock.calls.filter(([path]) => path === 'account/export/')).toHaveLength(1);
  });

  test('is not saved after an error, which stays until the next attempt', async () => {
    const client = accountClient();
    const { user } = await openTab(client, 'danger');
    client.request.mockRejectedValueOnce(new AuthError('server_error', { status: 500 }));
    await user.click(await button());
    expect(await screen.findByText(/went wrong on the server/)).toBeInTheDocument();
    expect(saved).toEqual([]);
    await user.click(await button());
    await waitFor(() => expect(saved).toHaveLength(1));
    expect(screen.queryByText(/went wrong on the server/)).not.toBeInTheDocument();
  });

  test('is not saved without a confirmed password', async () => {
    const client = accountClient();
    const { user } = await openTab(client, 'danger');
    client.request.mockRejectedValueOnce(new AuthError('reauthentication_required', { status: 403 }));
    await user.click(await button());
    expect(await screen.findByRole('alert')).toHaveTextContent('Nothing was downloaded');
    expect(saved).toEqual([]);
  });
});
