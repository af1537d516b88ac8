import { Anchor, Stack, Text } from '@mantine/core';
import { BusyButton } from 'frontend/src/ui/busy-button';
import { FormAlert } from 'frontend/src/ui/forms/form-alert';
import { useState } from 'react';
import { Link } from 'react-router';
import { isAuthError } from 'safejwt-js';
import { useAllauthFlow } from 'safejwt-js/react/allauth';
import { allauth, client } from '../auth';
import { problemText } from '../problem-text';
import { askForSecondFactor } from '../reauthentication/confirm';

/** Reads what the API shows only to users who have used a second factor in this session. */
export function Vault() {
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
        Open the vault
      </BusyButton>
      <div role="status">{secret && <Text>{secret}</Text>}</div>
      <FormAlert>{isRefused ? 'The vault needs a second factor.' : problemText(error)}</FormAlert>
      {isRefused && (
        <Anchor component={Link} to="/account/security" underline="always">
          Set up a second factor
        </Anchor>
      )}
    </Stack>
  );
}

async function readVault(): Promise<{ secret: string }> {
  try {
    return await client.request('/api/vault/');
  } catch (error) {
    if (!isAuthError(error) || error.code !== 'mfa_required' || !(await askForSecondFactor())) throw error;
    return client.request('/api/vault/');
  }
}
