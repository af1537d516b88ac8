import { createAuthClient, type User } from 'safejwt-js';

/** The signed-in person, with the fields this project's serializer adds. */
export interface Account extends User {
  /** ISO 8601; `null` before the first login. */
  last_login: string | null;
  /** ISO 8601. */
  date_joined: string;
}

export const authClient = createAuthClient<Account>({ baseUrl: '/users/' });
