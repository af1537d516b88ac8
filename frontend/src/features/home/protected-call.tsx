import { Code, Text } from '@mantine/core';
import { IconSend } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAuthClient } from 'safejwt-js/react';
import { BusyButton } from '../../ui/busy-button';
import { errorMessage } from '../../ui/error-message';
import { FormAlert } from '../../ui/forms/form-alert';
import classes from './protected-call.module.css';

type Outcome = { response: unknown; milliseconds: number } | { error: unknown };

/** Requests a protected resource of the API and shows the response. */
export function ProtectedCall() {
  const { t } = useTranslation();
  const client = useAuthClient();
  const [busy, setBusy] = useState(false);
  const [outcome, setOutcome] = useState<Outcome | null>(null);

  async function call() {
    setBusy(true);
    const started = performance.now();
    try {
      const response = await client.request('auth/');
      setOutcome({ response, milliseconds: Math.round(performance.now() - started) });
    } catch (error) {
      setOutcome({ error });
    } finally {
      setBusy(false);
    }
  }

  return (
    <div className={classes.call}>
      <BusyButton onClick={call} busy={busy} leftSection={<IconSend size="1.125rem" aria-hidden />}>
        {t('home.call')}
      </BusyButton>
      <div role="status" className={classes.outcome}>
        {outcome && 'response' in outcome && (
          <>
            <Text size="sm" c="dimmed">
              {t('home.answered', { milliseconds: outcome.milliseconds })}
            </Text>
            <Code block className={classes.response}>
              {JSON.stringify(outcome.response, null, 2)}
            </Code>
          </>
        )}
      </div>
      <div className={classes.outcome}>
        <FormAlert>{outcome && 'error' in outcome ? errorMessage(outcome.error) : null}</FormAlert>
      </div>
    </div>
  );
}
