import type { Account } from '../../auth';

export interface ProfileValues {
  username: string;
  email: string;
  current_password: string;
}

/** What differs from the saved profile, and the current password where the server asks for it. */
export function profileChanges(values: ProfileValues, user: Account): Partial<ProfileValues> {
  const changes: Partial<ProfileValues> = {};
  const username = values.username.trim();
  const email = values.email.trim();
  if (username !== user.username) changes.username = username;
  if (email !== user.email) {
    changes.email = email;
    changes.current_password = values.current_password;
  }
  return changes;
}
