import type { AuthClient, RegisteredUser, User } from '../types.js';

/** Of responses, the names of members are those of allauth's API. */

export type AuthenticatorType = 'totp' | 'recovery_codes' | 'webauthn';

/** A provider of social logins. */
export interface AllauthProvider {
  id: string;
  name: string;
  flows: readonly ('provider_redirect' | 'provider_token')[];
  client_id?: string;
  openid_configuration_url?: string;
}

/** Where a code can be sent. */
export type AllauthRecipient = { email: string } | { phone: string };

/** A way to log in, to continue a login, or to re-authenticate. */
export interface AllauthFlow {
  id: string;
  is_pending?: boolean;
  /** Of `mfa_authenticate` and `mfa_reauthenticate`: what the user has. */
  types?: readonly AuthenticatorType[];
  /** Of `provider_redirect` and `provider_token`. */
  providers?: readonly string[];
  /** Of `provider_signup`. */
  provider?: AllauthProvider;
  /** Of `reauthenticate_by_code`. */
  recipients?: readonly AllauthRecipient[];
}

interface WithFlows {
  /** All that the server offers now. */
  readonly flows: readonly AllauthFlow[];
}

/** What the server requires before the user is signed in. */
export type PendingStep = WithFlows &
  (
    | {
        readonly step:
          | 'login_by_code'
          | 'verify_email'
          | 'verify_phone'
          | 'mfa_signup_webauthn'
          | 'mfa_trust'
          | 'password_reset_by_code';
      }
    | { readonly step: 'mfa_authenticate'; readonly types: readonly AuthenticatorType[] }
    | { readonly step: 'provider_signup'; readonly provider: AllauthProvider }
    /** A stage of the project's own. */
    | { readonly step: 'other'; readonly id: string }
  );

/**
 * Where a flow stands: the user is signed in, or the server requires another step, or none is
 * pending. After a password reset or the confirmation of an email address, that is a success: the
 * user can log in.
 */
export type AllauthStep<TUser extends User = RegisteredUser> =
  | { readonly step: 'done'; readonly user: TUser }
  | (WithFlows & { readonly step: 'none' })
  | PendingStep;

/** What the project has configured; parts that are not installed are missing. */
export interface AllauthConfig {
  account: {
    login_methods: readonly ('username' | 'email' | 'phone')[];
    is_open_for_signup: boolean;
    email_verification_by_code_enabled: boolean;
    login_by_code_enabled: boolean;
    password_reset_by_code_enabled?: boolean;
  };
  socialaccount?: { providers: readonly AllauthProvider[] };
  mfa?: { supported_types: readonly AuthenticatorType[]; passkey_login_enabled: boolean };
}

interface Dated {
  /** Seconds since 1970. */
  created_at: number;
  last_used_at: number | null;
}

export type TotpAuthenticator = Dated & { type: 'totp' };

export type RecoveryCodes = Dated & {
  type: 'recovery_codes';
  total_code_count: number;
  unused_code_count: number;
  /** Only shortly after they were generated, and if the project does not show them once. */
  unused_codes?: readonly string[];
};

export type PasskeyAuthenticator = Dated & {
  type: 'webauthn';
  id: number;
  /** Chosen by the user: show it as text only. */
  name: string;
  is_passwordless?: boolean;
};

export type Authenticator = TotpAuthenticator | RecoveryCodes | PasskeyAuthenticator;

export interface AllauthEmail {
  email: string;
  verified: boolean;
  primary: boolean;
}

export interface AllauthPhone {
  phone: string;
  verified: boolean;
}

/** The user's account at a provider. */
export interface ProviderAccount {
  uid: string;
  display: string;
  provider: AllauthProvider;
}

/** The user as allauth serializes it, in responses that sign in nobody. */
export interface AllauthUser {
  id?: number | string;
  display?: string;
  email?: string;
  username?: string;
  has_usable_password?: boolean;
}

/** The body of a response. */
export interface AllauthBody {
  data?: unknown;
  meta?: { is_authenticated?: boolean; session_token?: string; [name: string]: unknown };
  errors?: readonly { message: string; code: string; param?: string }[];
}

/** What is used of the client. */
export type AllauthCore<TUser extends User = RegisteredUser> = Pick<
  AuthClient<TUser, never>,
  'request' | 'adopt' | 'refresh' | 'restore' | 'signIn' | 'logout' | 'getState' | 'subscribe'
>;

export interface AllauthOptions {
  /**
   * Where `allauth.headless.urls` is mounted. Default `/_allauth/`, on the origin of the API. For
   * `provider.redirect` with an API on another origin, give the whole URL.
   */
  baseUrl?: string;
  /**
   * Which of `HEADLESS_CLIENTS` to use. With `app`, a header names the pending flow, and a reload
   * forgets it. With `browser`, Django's session cookie does. Default `app`. The return from a
   * provider always continues with `browser`.
   */
  client?: 'app' | 'browser';
  /**
   * Re-authenticates the user when allauth requires it, by one of the flows. It is called once for
   * all requests that wait. `true` repeats them; `false` rejects them with
   * `reauthentication_required`, which is the default.
   */
  onReauthenticationRequired?: (flows: readonly AllauthFlow[]) => Promise<boolean>;
  /** Milliseconds before a request fails with `timeout`. Default 15 000. */
  timeout?: number;
}
