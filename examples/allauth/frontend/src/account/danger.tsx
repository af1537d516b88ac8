import { DeleteAccount } from 'frontend/src/features/account/delete-account';
import type { RegisteredUser } from 'safejwt-js';

/** Users have no username of their choice: they type their address. */
export function Danger({ user }: { user: RegisteredUser }) {
  return <DeleteAccount name={user.email} />;
}
