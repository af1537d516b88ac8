export { createAuthClient } from './client.js';
export { AuthError, isAuthError } from './errors.js';

// Types only from here on.

export type { ClientErrorCode, ErrorCode, ServerErrorCode } from './errors.js';
export type {
  AnonymousReason,
  AuthClient,
  AuthClientOptions,
  AuthState,
  Credentials,
  JsonRequestOptions,
  Register,
  RegisteredUser,
  SignInResult,
  Timers,
  User,
} from './types.js';
