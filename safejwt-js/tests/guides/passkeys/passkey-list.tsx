import { useCallback, useEffect, useState } from 'react';
import type { AllauthClient, PasskeyAuthenticator } from '../../../src/allauth/index.js';
import { passkeyMessage } from './passkey-message.js';

const isPasskey = (authenticator: { type: string }): authenticator is PasskeyAuthenticator =>
  authenticator.type === 'webauthn';

export function PasskeyList({ allauth }: { allauth: AllauthClient }) {
  const [passkeys, setPasskeys] = useState<readonly PasskeyAuthenticator[]>([]);
  const [message, setMessage] = useState<string | null>(null);

  const perform = useCallback(
    async (action?: () => Promise<unknown>) => {
      try {
        await action?.();
        setPasskeys((await allauth.authenticators()).filter(isPasskey));
        setMessage(null);
      } catch (error) {
        setMessage(passkeyMessage(error));
      }
    },
    [allauth],
  );
  useEffect(() => void perform(), [perform]);

  function rename({ id, name }: PasskeyAuthenticator) {
    const other = prompt('Name of the passkey', name);
    if (other) void perform(() => allauth.passkeys.rename(id, other));
  }

  return (
    <section>
      <ul>
        {passkeys.map((passkey) => (
          <li key={passkey.id}>
            {passkey.name}{' '}
            <button type="button" onClick={() => rename(passkey)}>
              Rename
            </button>
            <button type="button" onClick={() => perform(() => allauth.passkeys.remove([passkey.id]))}>
              Delete
            </button>
          </li>
        ))}
      </ul>
      <button type="button" onClick={() => perform(() => allauth.passkeys.add({ name: 'New passkey' }))}>
        Add a passkey
      </button>
      <p role="alert">{message}</p>
    </section>
  );
}
