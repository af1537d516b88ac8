export { createAllauthClient } from './client.js';

// Types only from here on.

export type { AllauthEmails, AllauthPasswords, AllauthPhones } from './account.js';
export type { AllauthRecoveryCodes, AllauthTotp } from './authenticators.js';
export type { AllauthClient, AllauthCodes, AllauthReauthentication } from './client.js';
export type { AllauthPasskeys, CreatePasskey, GetPasskey } from './passkeys.js';
export type { AllauthProviders, ProviderProcess } from './providers.js';
export type {
  AllauthConfig,
  AllauthCore,
  AllauthEmail,
  AllauthFlow,
  AllauthOptions,
  AllauthPhone,
  AllauthProvider,
  AllauthRecipient,
  AllauthStep,
  AllauthUser,
  Authenticator,
  AuthenticatorType,
  PasskeyAuthenticator,
  PendingStep,
  ProviderAccount,
  RecoveryCodes,
  TotpAuthenticator,
} from './types.js';
