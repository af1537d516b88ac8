import { isAuthError } from '../errors.js';
import type { User } from '../types.js';
import type { AllauthTransport } from './transport.js';
import type { AllauthBody, RecoveryCodes, TotpAuthenticator } from './types.js';

/** An app on the user's phone that shows codes. */
export interface AllauthTotp {
  /** Without one, returns what the app needs: `totp_url` is the content of a QR code. */
  get(): Promise<
    | { readonly isActive: true; readonly authenticator: TotpAuthenticator }
    | { readonly isActive: false; readonly secret: string; readonly totp_url: string }
  >;
  activate(code: string): Promise<TotpAuthenticator>;
  deactivate(): Promise<void>;
}

export interface AllauthRecoveryCodes {
  /** Returns `null` if there are none. */
  get(): Promise<RecoveryCodes | null>;
  /** Replaces the codes. */
  generate(): Promise<RecoveryCodes>;
}

export function createTotp<TUser extends User>({ read }: AllauthTransport<TUser>): AllauthTotp {
  const path = 'account/authenticators/totp';
  return {
    async get() {
      try {
        return { isActive: true, authenticator: await read('GET', path) };
      } catch (error) {
        return {
          isActive: false,
          ...(missing(error).meta as { secret: string; totp_url: string } | undefined),
        } as never;
      }
    },
    activate: (code) => read('POST', path, { body: { code } }),
    deactivate: () => read('DELETE', path),
  };
}

export function createRecoveryCodes<TUser extends User>({ read }: AllauthTransport<TUser>): AllauthRecoveryCodes {
  const path = 'account/authenticators/recovery-codes';
  return {
    get: () => read<RecoveryCodes>('GET', path).catch((error) => missing(error) && null),
    generate: () => read('POST', path),
  };
}

/** Returns the body of a 404, which says that the user has no such authenticator. */
function missing(error: unknown): AllauthBody {
  if (isAuthError(error) && error.status === 404) return error.cause as AllauthBody;
  throw error;
}
