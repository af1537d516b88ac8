import type { AuthError } from '../errors.js';
import type { Transport } from '../http/transport.js';
import type { AuthClient, User } from '../types.js';
import type { RefreshQueue } from './refresh-queue.js';
import type { Session } from './session.js';
import type { TokenResponse } from './tab-channel.js';

/** Creates the functions by which the user logs in and out. */
export function createSignIn<TUser extends User>(
  session: Session<TUser>,
  http: Transport,
  queue: RefreshQueue,
): Pick<AuthClient<TUser>, 'login' | 'register' | 'logout'> {
  async function signIn(path: string, body: unknown): Promise<TUser> {
    const revert = session.epoch.begin();
    const signal = session.epoch.signal;
    try {
      return await queue(signal, async () => {
        const send = () => http.call<TokenResponse<TUser>>(path, { body, signal });
        const user = await session.start(signal, send, true);
        http.forgetCsrf();
        return user;
      });
    } catch (error) {
      // Nothing has changed, so messages from the other tabs are still up to date.
      revert();
      throw error;
    }
  }

  return {
    login: (credentials) => signIn('login/', credentials),
    async register(fields) {
      try {
        return await signIn('', fields);
      } catch (error) {
        if ((error as AuthError).status === 202) return null;
        throw error;
      }
    },
    async logout() {
      session.epoch.begin();
      session.end('logout');
      // Not tied to the epoch: a login that follows must wait until the server has processed the
      // logout.
      await queue(session.epoch.signal, () => http.call('logout/', { keepalive: true }));
      http.forgetCsrf();
    },
  };
}
