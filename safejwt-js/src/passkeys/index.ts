export { passkeyCapabilities } from './capabilities.js';
export { createPasskey, getPasskey } from './ceremony.js';
export { isPasskeyError, PasskeyError } from './errors.js';
export {
  signalAllAcceptedCredentials,
  signalCurrentUserDetails,
  signalUnknownCredential,
} from './signals.js';

// Types only from here on.

export type { PasskeyCapabilities } from './capabilities.js';
export type { PasskeyRequest } from './ceremony.js';
export type { PasskeyErrorCode } from './errors.js';
export type { CreatedPasskey, CreationOptions, PasskeyJSON, RequestOptions, UsedPasskey, Wrapped } from './json.js';
