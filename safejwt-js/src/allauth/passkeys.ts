import { isAuthError } from '../errors.js';
import {
  type CreatedPasskey,
  type CreationOptions,
  createPasskey,
  getPasskey,
  type RequestOptions,
  signalAllAcceptedCredentials,
  signalCurrentUserDetails,
  signalUnknownCredential,
  type UsedPasskey,
} from '../passkeys/index.js';
import type { User } from '../types.js';
import type { AllauthTransport } from './transport.js';
import type { AllauthStep, PasskeyAuthenticator } from './types.js';

/** How a passkey is chosen: `getPasskey`, or that of `usePasskeyLogin`. */
export type GetPasskey = (options: { publicKey: RequestOptions }) => Promise<UsedPasskey>;

/** How a passkey is created: `createPasskey`. */
export type CreatePasskey = (options: { publicKey: CreationOptions }) => Promise<CreatedPasskey>;

/** Each call rejects with `PasskeyError` if the browser has no passkey, and with `AuthError` if the server refuses it. */
export interface AllauthPasskeys<TUser extends User> {
  /** Logs in without a name or a password. */
  login(get?: GetPasskey): Promise<AllauthStep<TUser>>;
  /** Performs the step `mfa_authenticate`. */
  authenticate(get?: GetPasskey): Promise<AllauthStep<TUser>>;
  reauthenticate(get?: GetPasskey): Promise<AllauthStep<TUser>>;
  /** Signs up without a password. Then follow `verify_email` and `mfa_signup_webauthn`. */
  signup(fields: object): Promise<AllauthStep<TUser>>;
  /** Performs the step `mfa_signup_webauthn`. */
  finishSignup(name?: string, create?: CreatePasskey): Promise<AllauthStep<TUser>>;
  /**
   * Adds a passkey to the account. `passwordless: false` adds a security key as a second factor
   * only. If the server refuses the new passkey, the browser stops offering it.
   */
  add(
    options?: { name?: string; passwordless?: boolean },
    create?: CreatePasskey,
  ): Promise<PasskeyAuthenticator & { recovery_codes_generated: boolean }>;
  rename(id: number, name: string): Promise<PasskeyAuthenticator>;
  /** Removes passkeys, on the server and in the browser's password manager. */
  remove(ids: readonly number[]): Promise<void>;
  /**
   * Tells the browser which passkeys the account has, and the user's names: after a change of the
   * name or the email address. Never rejects: it is skipped where the browser has no such signal, or
   * the server requires re-authentication.
   */
  signal(): Promise<void>;
}

interface CreationAnswer {
  creation_options: { publicKey: CreationOptions };
}

interface RequestAnswer {
  request_options: { publicKey: RequestOptions };
}

const signup = 'auth/webauthn/signup';
const manage = 'account/authenticators/webauthn';

export function createPasskeys<TUser extends User>(transport: AllauthTransport<TUser>): AllauthPasskeys<TUser> {
  const { call, read, step } = transport;
  const make = createMaker(transport);
  const signal = createSignal(transport);

  async function use(path: string, get: GetPasskey, isStepUp?: boolean): Promise<AllauthStep<TUser>> {
    const { request_options } = await read<RequestAnswer>('GET', path);
    return step('POST', path, { body: { credential: await get(request_options) }, isStepUp });
  }

  return {
    login: (get = getPasskey) => use('auth/webauthn/login', get),
    authenticate: (get = getPasskey) => use('auth/webauthn/authenticate', get),
    reauthenticate: (get = getPasskey) => use('auth/webauthn/reauthenticate', get, true),
    signup: (fields) => step('POST', signup, { body: fields }),
    finishSignup: (name = '', create = createPasskey) =>
      make(signup, create, (credential) => step('PUT', signup, { body: { name, credential } })),
    add: ({ name = '', passwordless = true } = {}, create = createPasskey) =>
      make(passwordless ? `${manage}?passwordless` : manage, create, async (credential) => {
        const { data, meta } = await call('POST', manage, { body: { name, credential, passwordless } });
        return { ...(data as PasskeyAuthenticator), recovery_codes_generated: !!meta?.recovery_codes_generated };
      }),
    rename: (id, name) => read('PUT', manage, { body: { id, name } }),
    async remove(ids) {
      await call('DELETE', manage, { body: { authenticators: ids } });
      await signal();
    },
    signal,
  };
}

/** Makes the function that creates a passkey and hands it to the server. */
function createMaker<TUser extends User>({ read }: AllauthTransport<TUser>) {
  return async <T>(path: string, create: CreatePasskey, store: (credential: CreatedPasskey) => Promise<T>) => {
    const { creation_options } = await read<CreationAnswer>('GET', path);
    const credential = await create(creation_options);
    try {
      return await store(credential);
    } catch (error) {
      const rpId = creation_options.publicKey.rp.id;
      // Without a response, the server may have stored it.
      const isRefused = isAuthError(error) && /^4/.test(`${error.status}`);
      if (rpId && isRefused) await signalUnknownCredential({ rpId, credentialId: credential.id });
      throw error;
    }
  };
}

/** The options for a new passkey list those that the account has. */
function createSignal<TUser extends User>({ read }: AllauthTransport<TUser>) {
  return async () => {
    try {
      const { creation_options } = await read<CreationAnswer>('GET', manage, { isQuiet: true });
      const { rp, user, excludeCredentials = [] } = creation_options.publicKey;
      const account = { ...user, rpId: rp.id ?? location.hostname, userId: user.id };
      const allAcceptedCredentialIds = excludeCredentials.map(({ id }) => id);
      await signalAllAcceptedCredentials({ ...account, allAcceptedCredentialIds });
      await signalCurrentUserDetails(account);
    } catch {
      // The signals only tidy up.
    }
  };
}
