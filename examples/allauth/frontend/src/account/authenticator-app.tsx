import { Text } from '@mantine/core';
import { focusSection } from 'frontend/src/features/account/sections';
import { BusyButton } from 'frontend/src/ui/busy-button';
import { Card } from 'frontend/src/ui/card';
import { FormAlert } from 'frontend/src/ui/forms/form-alert';
import { alertSuccess } from 'frontend/src/ui/notifications';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { allauth } from '../auth';
import { AuthenticatorSetup, type TotpSetup } from './authenticator-setup';
import { useChange } from './authenticators';

/** Adds and removes the app that shows codes (TOTP, RFC 6238). */
export function AuthenticatorApp({ isActive }: { isActive: boolean }) {
  const { t } = useTranslation();
  const { isPending, problem, change } = useChange();
  const [setup, setSetup] = useState<TotpSetup | null>(null);

  async function begin() {
    const found = await change(() => allauth.totp.get());
    if (found && !found.isActive) setSetup(found);
  }

  async function activate(code: string) {
    await allauth.totp.activate(code);
    setSetup(null);
    await change(async () => undefined);
    focusSection();
    alertSuccess(t('authenticator.done'));
  }

  async function deactivate() {
    if (!(await change(() => allauth.totp.deactivate().then(() => true)))) return;
    focusSection();
    alertSuccess(t('authenticator.removed'));
  }

  return (
    <Card heading={t('authenticator.heading')} description={t('authenticator.description')}>
      <FormAlert>{problem}</FormAlert>
      {isActive && (
        <>
          <Text mb="md">{t('authenticator.active')}</Text>
          <BusyButton variant="default" busy={isPending} onClick={() => void deactivate()}>
            {t('authenticator.remove')}
          </BusyButton>
        </>
      )}
      {!isActive && !setup && (
        <BusyButton busy={isPending} onClick={() => void begin()}>
          {t('authenticator.begin')}
        </BusyButton>
      )}
      {!isActive && setup && <AuthenticatorSetup setup={setup} onCode={activate} />}
    </Card>
  );
}
