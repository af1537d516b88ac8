import { AuthError } from '../errors.js';
import type { Transport } from '../http/transport.js';
import type { AuthClient, SignInResult, User } from '../types.js';
import type { RefreshQueue } from './refresh-queue.js';
import type { Session } from './session.js';

type SignIn<TUser extends User> = Pick<
  AuthClient<TUser, object>,
  'signIn' | 'adopt' | 'login' | 'register' | 'logoutEverywhere'
>;

function requireUser<TUser extends User>({ user }: SignInResult<TUser>): TUser {
  if (user) return user;
  throw new AuthError('unexpected_response', { status: 200 });
}

/** Creates the functions by which the user logs in and out. */
export function createSignIn<TUser extends User>(
  session: Session<TUser>,
  http: Transport,
  queue: RefreshQueue,
  request: AuthClient['request'],
): SignIn<TUser> {
  async function begin<TAnswer>(
    send: (signal: AbortSignal) => Promise<unknown>,
  ): Promise<SignInResult<TUser, TAnswer>> {
    const revert = session.epoch.begin();
    const signal = session.epoch.signal;
    // Until a session has started, nothing has changed, and messages from the other tabs are still up
    // to date.
    try {
      return await queue(signal, async () => {
        let answer: unknown;
        const user = await session.start(signal, async () => (answer = await send(signal)), true);
        if (user) http.forgetCsrf();
        else revert();
        return user ? { user, answer: null } : { user, answer: answer as TAnswer };
      });
    } catch (error) {
      revert();
      throw error;
    }
  }
  const signIn: SignIn<TUser>['signIn'] = async (path, body) => {
    if (!http.isApi(http.endpoint(path))) throw new TypeError(`${path} is not the API.`);
    return begin((signal) => http.call(path, { body, signal }));
  };
  return {
    signIn,
    adopt: async (answer) => requireUser(await begin(async () => answer)),
    login: async (credentials) => requireUser(await signIn('login/', credentials)),
    register: async (fields) => (await signIn('', fields)).user,
    async logoutEverywhere() {
      // Not in the queue, in which its refresh would wait for itself.
      await request('logout/everywhere/', { method: 'POST', signal: session.epoch.signal });
      session.leave();
      session.confirmLogout(session.epoch.number);
      http.forgetCsrf();
    },
  };
}
