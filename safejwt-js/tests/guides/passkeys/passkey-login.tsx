import type { AllauthClient } from '../../../src/allauth/index.js';
import { useAllauthFlow } from '../../../src/react/allauth.js';
import { usePasskeyLogin } from '../../../src/react/passkeys.js';
import { passkeyMessage } from './passkey-message.js';

export function PasskeyLogin({ allauth }: { allauth: AllauthClient }) {
  const { isPending, error, run } = useAllauthFlow(allauth);
  const passkey = usePasskeyLogin((get) => allauth.passkeys.login(get));

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        const form = new FormData(event.currentTarget);
        void run(() => allauth.login({ email: form.get('email'), password: form.get('password') }));
      }}
    >
      <label>
        Email <input name="email" type="email" autoComplete="username webauthn" />
      </label>
      <label>
        Password <input name="password" type="password" autoComplete="current-password" />
      </label>
      <button type="submit" disabled={isPending || passkey.isPending}>
        Log in
      </button>
      {passkey.isSupported && (
        <button type="button" onClick={passkey.signIn} disabled={isPending || passkey.isPending}>
          Use a passkey
        </button>
      )}
      <p role="alert">{passkeyMessage(error ?? passkey.error)}</p>
    </form>
  );
}
