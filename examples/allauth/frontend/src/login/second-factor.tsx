import { Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
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
  const { t } = useTranslation();
  const hasCodes = types.includes('totp') || types.includes('recovery_codes');
  return (
    <Stack>
      {types.includes('webauthn') && <PasskeyButton onPasskey={onPasskey}>{t('ways.usePasskey')}</PasskeyButton>}
      {hasCodes && (
        <CodeForm
          label={t('steps.factorCode')}
          description={t('steps.factorHint')}
          submit={t('steps.continue')}
          onCode={onCode}
        />
      )}
    </Stack>
  );
}
