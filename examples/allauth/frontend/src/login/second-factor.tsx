import { Stack } from '@mantine/core';
import type { AuthenticatorType } from 'safejwt-js/allauth';
import { CodeForm } from './code-form';
import { PasskeyButton } from './passkey-button';

interface SecondFactorProps {
  types: readonly AuthenticatorType[];
  onCode: (code: string) => Promise<unknown>;
  onPasskey: () => Promise<unknown>;
}

/** Asks for what the user has set up: a code of their app, one of their recovery codes, or a passkey. */
export function SecondFactor({ types, onCode, onPasskey }: SecondFactorProps) {
  const hasCodes = types.includes('totp') || types.includes('recovery_codes');
  return (
    <Stack>
      {types.includes('webauthn') && <PasskeyButton onPasskey={onPasskey}>Use your passkey</PasskeyButton>}
      {hasCodes && (
        <CodeForm
          label="Code"
          description="From your authenticator app, or one of your recovery codes."
          submit="Continue"
          onCode={onCode}
        />
      )}
    </Stack>
  );
}
