import type { RegisteredUser, User } from '../types.js';
import {
  type AllauthEmails,
  type AllauthPasswords,
  type AllauthPhones,
  createEmails,
  createPasswords,
  createPhones,
} from './account.js';
import { type AllauthRecoveryCodes, type AllauthTotp, createRecoveryCodes, createTotp } from './authenticators.js';
import { type AllauthPasskeys, createPasskeys } from './passkeys.js';
import { type AllauthProviders, createProviders } from './providers.js';
import { type AllauthTransport, createAllauthTransport } from './transport.js';
import type {
  AllauthConfig,
  AllauthCore,
  AllauthOptions,
  AllauthRecipient,
  AllauthStep,
  Authenticator,
  PendingStep,
} from './types.js';

/** Codes by email or phone. */
export interface AllauthCodes<TUser extends User, TRequested = AllauthStep<TUser>> {
  request(recipient: AllauthRecipient): Promise<TRequested>;
  resend(): Promise<void>;
  confirm(code: string): Promise<AllauthStep<TUser>>;
}

/** Afterwards the access token contains the new time of authentication. */
export interface AllauthReauthentication<TUser extends User> {
  byPassword(password: string): Promise<AllauthStep<TUser>>;
  /** By a code of the app, or a recovery code. */
  byAuthenticator(code: string): Promise<AllauthStep<TUser>>;
  byCode: AllauthCodes<TUser, void>;
}

/** Calls reject with `AuthError`: its `code` is allauth's, and `fields` has the reasons by field. */
export interface AllauthClient<TUser extends User = RegisteredUser> {
  config(): Promise<AllauthConfig>;
  /** Returns the step that the server waits for, `null` without one. A reload forgets it. */
  getStep(): PendingStep | null;
  /** Calls `listener` after each change of the step. Returns the function that stops it. */
  subscribe(listener: () => void): () => void;
  /** Asks the server where the flow stands. */
  session(): Promise<AllauthStep<TUser>>;
  /** Logs in with a password. */
  login(credentials: object): Promise<AllauthStep<TUser>>;
  signup(fields: object): Promise<AllauthStep<TUser>>;
  /** Performs the step `mfa_authenticate` with a code of the app, or a recovery code. */
  authenticate(code: string): Promise<AllauthStep<TUser>>;
  /** Performs the step `mfa_trust`: whether this browser needs no second factor for a while. */
  trust(trust: boolean): Promise<AllauthStep<TUser>>;
  /** Abandons the pending flow. */
  cancel(): Promise<void>;
  /** Signs out, as `logout` of the client does. */
  logout(): Promise<void>;
  /** Lists the user's authenticators of all types. */
  authenticators(): Promise<readonly Authenticator[]>;
  /** Logs in with a code. */
  readonly code: AllauthCodes<TUser>;
  readonly email: AllauthEmails<TUser>;
  readonly passkeys: AllauthPasskeys<TUser>;
  readonly password: AllauthPasswords<TUser>;
  readonly phone: AllauthPhones<TUser>;
  readonly provider: AllauthProviders<TUser>;
  readonly reauthentication: AllauthReauthentication<TUser>;
  readonly recoveryCodes: AllauthRecoveryCodes;
  readonly totp: AllauthTotp;
}

/**
 * Creates the client of django-allauth's headless API, once for an app. When a flow ends, the user is
 * signed in with `client`, in all tabs.
 *
 * @example
 * const allauth = createAllauthClient(client);
 * const next = await allauth.login({ email, password });
 * if (next.step === 'mfa_authenticate') await allauth.authenticate(await askForCode());
 */
export function createAllauthClient<TUser extends User = RegisteredUser>(
  client: AllauthCore<TUser>,
  options: AllauthOptions = {},
): AllauthClient<TUser> {
  const transport = createAllauthTransport(client, options);
  const { flow, read, step } = transport;
  return {
    config: () => read('GET', 'config'),
    getStep: () => flow.store.get().step,
    subscribe: flow.store.subscribe,
    session: () => step('GET', 'auth/session'),
    login: (credentials) => step('POST', 'auth/login', { body: credentials }),
    signup: (fields) => step('POST', 'auth/signup', { body: fields }),
    authenticate: (code) => step('POST', 'auth/2fa/authenticate', { body: { code } }),
    trust: (trust) => step('POST', 'auth/2fa/trust', { body: { trust } }),
    async cancel() {
      if (client.getState().user) return;
      try {
        await step('DELETE', 'auth/session');
      } finally {
        flow.forget();
      }
    },
    logout() {
      flow.forget();
      return client.logout();
    },
    authenticators: () => read('GET', 'account/authenticators'),
    code: {
      request: (recipient) => step('POST', 'auth/code/request', { body: recipient }),
      resend: () => read('POST', 'auth/code/resend'),
      confirm: (code) => step('POST', 'auth/code/confirm', { body: { code } }),
    },
    email: createEmails(transport),
    passkeys: createPasskeys(transport),
    password: createPasswords(transport),
    phone: createPhones(transport),
    provider: createProviders(client, transport),
    reauthentication: createReauthentication(transport),
    recoveryCodes: createRecoveryCodes(transport),
    totp: createTotp(transport),
  };
}

function createReauthentication<TUser extends User>({
  read,
  step,
}: AllauthTransport<TUser>): AllauthReauthentication<TUser> {
  const prove = (path: string, body: object) => step('POST', path, { body, isStepUp: true });
  return {
    byPassword: (password) => prove('auth/reauthenticate', { password }),
    byAuthenticator: (code) => prove('auth/2fa/reauthenticate', { code }),
    byCode: {
      request: (recipient) => read('POST', 'auth/reauthenticate/code/request', { body: recipient }),
      resend: () => read('POST', 'auth/reauthenticate/code/resend'),
      confirm: (code) => prove('auth/reauthenticate/code/confirm', { code }),
    },
  };
}
