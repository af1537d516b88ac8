import type { AuthError } from '../errors.js';
import type { AuthClient, User } from '../types.js';
import type { Refresher } from './refresh.js';

type Renewal<TUser extends User> = Pick<AuthClient<TUser, object>, 'adoptLogin' | 'reauthenticate' | 'refresh'>;

/** Creates the functions after which the server issues another token for what it knows by then. */
export function createRenewal<TUser extends User>(
  refresher: Refresher<TUser>,
  request: AuthClient['request'],
  signIn: AuthClient<TUser, object>['signIn'],
): Renewal<TUser> {
  const refresh = () => refresher.refresh();
  return {
    refresh,
    async reauthenticate(password) {
      await request('reauthenticate/', { body: { password } });
      // The current token still contains the time of the login.
      await refresh();
    },
    async adoptLogin(credential = {}) {
      try {
        return (await signIn('adopt/', credential)).user;
      } catch (error) {
        if ((error as AuthError).code !== 'invalid_credentials') throw error;
        // Another tab may have been first.
        return refresh();
      }
    },
  };
}
