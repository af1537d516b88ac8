import { useEffect, useState } from 'react';
import type { AllauthClient } from '../../../src/allauth/index.js';
import { passkeyCapabilities } from '../../../src/passkeys/index.js';
import { passkeyMessage } from './passkey-message.js';

/** Whether this device can hold a passkey, and the account has none. */
async function canOffer(allauth: AllauthClient): Promise<boolean> {
  const { passkeys, userVerifyingPlatformAuthenticator } = await passkeyCapabilities();
  if (!passkeys || userVerifyingPlatformAuthenticator === false) return false;
  return (await allauth.authenticators()).every(({ type }) => type !== 'webauthn');
}

/** For the first page after a login with a password. */
export function OfferPasskey({ allauth }: { allauth: AllauthClient }) {
  const [isOffered, setOffered] = useState(false);
  const [message, setMessage] = useState<string | null>(null);
  useEffect(() => {
    canOffer(allauth).then(setOffered, () => setOffered(false));
  }, [allauth]);

  async function add() {
    try {
      await allauth.passkeys.add({ name: 'My device' });
      setOffered(false);
    } catch (error) {
      setMessage(passkeyMessage(error));
    }
  }

  if (!isOffered) return null;
  return (
    <aside>
      <p>Log in faster next time, with your fingerprint, your face or your screen lock.</p>
      <button type="button" onClick={add}>
        Create a passkey
      </button>
      <button type="button" onClick={() => setOffered(false)}>
        Not now
      </button>
      <p role="alert">{message}</p>
    </aside>
  );
}
