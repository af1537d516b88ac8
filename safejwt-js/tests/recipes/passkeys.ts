import type { AuthClient } from '../../src/index.js';
import { type CreationOptions, createPasskey, getPasskey, signalUnknownCredential } from '../../src/passkeys/index.js';

export async function logInWithPasskey(client: AuthClient) {
  const credential = await getPasskey(await client.request('passkeys/login/'));
  return client.signIn('passkeys/login/', credential);
}

/** Call it after a login with a password: there is no dialog, and it may fail for many reasons. */
export async function upgradeToPasskey(client: AuthClient) {
  const options = await client.request<CreationOptions>('passkeys/');
  const credential = await createPasskey(options, { mediation: 'conditional' }).catch(() => null);
  if (!credential) return;
  try {
    await client.request('passkeys/', { body: credential });
  } catch {
    await signalUnknownCredential({ rpId: options.rp.id ?? location.hostname, credentialId: credential.id });
  }
}
