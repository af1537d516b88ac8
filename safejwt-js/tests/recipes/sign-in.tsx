import type { AllauthClient } from '../../src/allauth/index.js';
import { useAllauthFlow } from '../../src/react/allauth.js';
import { usePasskeyLogin } from '../../src/react/passkeys.js';

export function SignIn({ allauth }: { allauth: AllauthClient }) {
  const { step, isPending, error, run } = useAllauthFlow(allauth);
  const passkey = usePasskeyLogin((get) => allauth.passkeys.login(get));
  const problem = error ?? passkey.error;

  function logIn(form: FormData) {
    return run(() => allauth.login({ email: form.get('email'), password: form.get('password') }));
  }
  function sendCode(form: FormData) {
    const code = String(form.get('code'));
    return run(() => (step?.step === 'verify_email' ? allauth.email.verify(code) : allauth.authenticate(code)));
  }

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void (step ? sendCode : logIn)(new FormData(event.currentTarget));
      }}
    >
      {step ? (
        <input key="code" name="code" aria-label="Code" autoComplete="one-time-code" />
      ) : (
        <>
          <input name="email" aria-label="Email" autoComplete="username webauthn" />
          <input name="password" aria-label="Password" type="password" autoComplete="current-password" />
        </>
      )}
      <button type="submit" disabled={isPending || passkey.isPending}>
        Continue
      </button>
      {passkey.isSupported && !step && (
        <button type="button" onClick={passkey.signIn}>
          Use a passkey
        </button>
      )}
      <p role="alert">{problem instanceof Error && problem.message}</p>
    </form>
  );
}
