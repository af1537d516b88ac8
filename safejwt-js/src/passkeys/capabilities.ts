/**
 * What this browser can do. What else it reports is there by its name, such as
 * `userVerifyingPlatformAuthenticator`; older browsers report nothing.
 */
export interface PasskeyCapabilities {
  /** Whether there are passkeys at all. They need https, or localhost. */
  readonly passkeys: boolean;
  /** Passkeys in the autofill of a field with `autocomplete="username webauthn"`. */
  readonly conditionalGet: boolean;
  /** A passkey without a dialog, after a login with a saved password. */
  readonly conditionalCreate: boolean;
  readonly [capability: string]: boolean | undefined;
}

interface Platform {
  getClientCapabilities?(): Promise<Record<string, boolean>>;
  isConditionalMediationAvailable?(): Promise<boolean>;
}

/** Returns what this browser can do with passkeys. On a server that is nothing. */
export async function passkeyCapabilities(): Promise<PasskeyCapabilities> {
  const platform = globalThis.PublicKeyCredential as Platform | undefined;
  return {
    conditionalGet: (await platform?.isConditionalMediationAvailable?.()) ?? false,
    conditionalCreate: false,
    ...(await platform?.getClientCapabilities?.()),
    passkeys: !!platform,
  };
}
