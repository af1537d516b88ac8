import { createAuthClient, type User } from 'safejwt-js';
import { appFetch } from './app-fetch';
import { askForPassword } from './reauthentication/question';

/** The logged-in user, as this project's serializer shows them. */
export interface Account extends User {
  username: string;
  email: string;
  /** ISO 8601; `null` before the first login. */
  last_login: string | null;
  /** ISO 8601. */
  date_joined: string;
}

declare module 'safejwt-js' {
  interface Register {
    user: Account;
  }
}

export const authClient = createAuthClient({
  baseUrl: '/users/',
  fetch: appFetch,
  onReauthenticationRequired: askForPassword,
});
