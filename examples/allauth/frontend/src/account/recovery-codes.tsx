import { Group, Text } from '@mantine/core';
import { BusyButton } from 'frontend/src/ui/busy-button';
import { Card } from 'frontend/src/ui/card';
import { FormAlert } from 'frontend/src/ui/forms/form-alert';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RecoveryCodes as Codes } from 'safejwt-js/allauth';
import { allauth } from '../auth';
import { useChange } from './authenticators';
import classes from './list.module.css';

/** Shows the codes for a user who has lost the app or the passkey, and replaces them. */
export function RecoveryCodes({ codes }: { codes: Codes | undefined }) {
  const { t } = useTranslation();
  const { isPending, problem, change } = useChange();
  const [shown, setShown] = useState<readonly string[] | null>(null);

  async function show(load: () => Promise<Codes | null>) {
    const loaded = await change(load);
    if (loaded?.unused_codes) setShown(loaded.unused_codes);
  }

  if (!codes) return null;
  return (
    <Card heading={t('recoveryCodes.heading')} description={t('recoveryCodes.description')}>
      <FormAlert>{problem}</FormAlert>
      <Text mb="md">
        {t('recoveryCodes.unused', { unused: codes.unused_code_count, total: codes.total_code_count })}
      </Text>
      {shown && (
        <ul className={classes.codes} aria-label={t('recoveryCodes.heading')}>
          {shown.map((code) => (
            <li key={code}>{code}</li>
          ))}
        </ul>
      )}
      <Group>
        {!shown && (
          <BusyButton busy={isPending} onClick={() => void show(() => allauth.recoveryCodes.get())}>
            {t('recoveryCodes.show')}
          </BusyButton>
        )}
        <BusyButton
          variant="default"
          busy={isPending}
          onClick={() => void show(() => allauth.recoveryCodes.generate())}
        >
          {t('recoveryCodes.replace')}
        </BusyButton>
      </Group>
    </Card>
  );
}
