/** The part of WebAuthn's JSON that this library reads. Servers may add members. */
export interface PasskeyDescriptor {
  id: string;
  type: string;
}

/** What a server sends for a new passkey (Web Authentication Level 3, section 5.1.9). */
export interface CreationOptions {
  challenge: string;
  rp: { id?: string; name: string };
  user: { id: string; name: string; displayName: string };
  pubKeyCredParams: readonly { alg: number; type: string }[];
  timeout?: number;
  excludeCredentials?: readonly PasskeyDescriptor[];
  authenticatorSelection?: object;
  attestation?: string;
  extensions?: object;
}

/** What a server sends for a login (section 5.1.10). */
export interface RequestOptions {
  challenge: string;
  rpId?: string;
  timeout?: number;
  allowCredentials?: readonly PasskeyDescriptor[];
  userVerification?: string;
  extensions?: object;
}

/** The options themselves, or inside `publicKey` as `navigator.credentials` takes them. */
export type Wrapped<TOptions> = TOptions | { publicKey: TOptions };

/** A new or used passkey, for the server: JSON with bytes in base64url. */
export interface PasskeyJSON<TResponse extends object = object> {
  id: string;
  rawId: string;
  type: string;
  authenticatorAttachment?: string | null;
  clientExtensionResults: object;
  response: TResponse;
}

export type CreatedPasskey = PasskeyJSON<{ clientDataJSON: string; attestationObject: string; transports?: string[] }>;

export type UsedPasskey = PasskeyJSON<{
  clientDataJSON: string;
  authenticatorData: string;
  signature: string;
  userHandle?: string | null;
}>;

export function unwrap<TOptions extends object>(options: Wrapped<TOptions>): TOptions {
  return 'publicKey' in options ? options.publicKey : options;
}

/** Converts as the browser does, or else only the members that are bytes. */
export function parseOptions(verb: 'create' | 'get', options: object): never {
  const platform = PublicKeyCredential as unknown as Record<string, ((json: object) => unknown) | undefined>;
  const method = `parse${verb === 'get' ? 'Request' : 'Creation'}OptionsFromJSON`;
  return (platform[method]?.(options) ?? JSON.parse(JSON.stringify(options), decodeMember)) as never;
}

/** `this` has the member. The `id` of the domain is text; that of a user or a passkey is bytes. */
function decodeMember(this: object, name: string, value: string): unknown {
  if (name !== 'challenge' && (name !== 'id' || !('type' in this || 'displayName' in this))) return value;
  const base64 = value.replace(/-/g, '+').replace(/_/g, '/');
  return Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
}

/**
 * Older browsers have no `toJSON`, and the extensions of some password managers replace the
 * credential by an object whose `toJSON` throws.
 */
export function toJSON(credential: PublicKeyCredential): PasskeyJSON {
  try {
    return (credential as unknown as { toJSON(): PasskeyJSON }).toJSON();
  } catch {
    const clientExtensionResults = encode(credential.getClientExtensionResults()) as object;
    return { ...(encode(credential) as PasskeyJSON), clientExtensionResults };
  }
}

/** Copies the attributes, which are those of the prototype, without its methods. */
function encode(value: unknown): unknown {
  if (value instanceof ArrayBuffer) {
    const base64 = btoa(String.fromCharCode(...new Uint8Array(value)));
    return base64.replace(/\+/g, '-').replace(/\//g, '_').replace(/=/g, '');
  }
  if (Object(value) !== value) return value;
  const json: Record<string, unknown> = {};
  for (const name in value as object) {
    const member = (value as Record<string, unknown>)[name];
    if (typeof member !== 'function') json[name] = encode(member);
  }
  return json;
}
