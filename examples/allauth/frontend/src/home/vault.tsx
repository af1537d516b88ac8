import { Anchor, Stack, Text } from '@mantine/core';
import { BusyButton } from 'frontend/src/ui/busy-button';
import { FormAlert } from 'frontend/src/ui/forms/form-alert';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { isAuthError } from 'safejwt-js';
import { useAllauthFlow } from 'safejwt-js/react/allauth';
import { allauth, client } from '../auth';
import { problemText } from '../problem-text';
import { askForSecondFactor } from '../reauthentication/confirm';

/** Reads what the API shows only to users who have used a second factor in this session. */
export function Vault() {
  const { t } = useTranslation();
  const { isPending, error, run } = useAllauthFlow(allauth);
  const [secret, setSecret] = useState<string | null>(null);
  const isRefused = isAuthError(error) && error.code === 'mfa_required';

  async function open() {
    const response = await run(readVault);
    if (response) setSecret(response.secret);
  }

  return (
    <Stack align="flex-start">
      <BusyButton busy={isPending} onClick={() => void open()}>
        {t('vault.open')}
      </BusyButton>
      <div role="status">{secret && <Text>{secret}</Text>}</div>
      <FormAlert>{isRefused ? t('vault.refused') : problemText(error)}</FormAlert>
      {isRefused && (
        <Anchor component={Link} to="/account/security" underline="always">
          {t('vault.setUp')}
        </Anchor>
      )}
    </Stack>
  );
}

async function readVault(): Promise<{ secret: string }> {
  try {
    return await client.request('/api/vault/');
  } catch (error) {
    if (!isAuthError(error) || error.code !== 'mfa_required' || !(await askForSecondFactor(allauth))) throw error;
    return client.request('/api/vault/');
  }
}
