import type { AuthenticatorType } from 'safejwt-js/allauth';
import { allauth } from '../auth';
import { SecondFactor } from '../login/second-factor';

interface SecondFactorFormProps {
  types: readonly AuthenticatorType[];
  onDone: () => void;
}

export function SecondFactorForm({ types, onDone }: SecondFactorFormProps) {
  return (
    <SecondFactor
      types={types}
      onCode={(code) => allauth.reauthentication.byAuthenticator(code).then(onDone)}
      onPasskey={() => allauth.passkeys.reauthenticate().then(onDone)}
    />
  );
}
