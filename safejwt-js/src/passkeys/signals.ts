/**
 * Tells the browser that the server does not know a passkey, so that the password manager stops
 * offering it. Never rejects: resolves with `false` where the browser has no such signal.
 */
export function signalUnknownCredential(details: { rpId: string; credentialId: string }): Promise<boolean> {
  return signal('signalUnknownCredential', details);
}

/**
 * Tells the browser after a deletion which passkeys of the user the server has. It hides all others,
 * so the list must be complete. Never rejects.
 */
export function signalAllAcceptedCredentials(details: {
  rpId: string;
  userId: string;
  allAcceptedCredentialIds: readonly string[];
}): Promise<boolean> {
  return signal('signalAllAcceptedCredentials', details);
}

/** Tells the browser the user's new names, which it shows beside the passkeys. Never rejects. */
export function signalCurrentUserDetails(details: {
  rpId: string;
  userId: string;
  name: string;
  displayName: string;
}): Promise<boolean> {
  return signal('signalCurrentUserDetails', details);
}

async function signal(name: string, details: object): Promise<boolean> {
  try {
    // TypeScript's types have none of them yet. One that is missing throws.
    const platform = PublicKeyCredential as unknown as Record<string, (details: object) => Promise<void>>;
    await (platform[name] as (typeof platform)[string])(details);
    return true;
  } catch {
    return false;
  }
}
