import { Stack } from '@mantine/core';
import type { Account } from '../session/auth-client';
import { DeleteAccount } from './delete-account';
import { DownloadData } from './download-data';

/** What users can do with all of their data. */
export function AccountData({ user }: { user: Account }) {
  return (
    <Stack gap="lg">
      <DownloadData />
      <DeleteAccount name={user.username} />
    </Stack>
  );
}
