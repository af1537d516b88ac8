import { Code, Text } from '@mantine/core';
import { IconSend } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAuthClient } from 'safejwt-js/react';
import { errorText } from '../../i18n/error-text';
import { BusyButton } from '../../ui/busy-button';
import { FormAlert } from '../../ui/forms/form-alert';
import classes from './protected-call.module.css';

type Outcome = { answer: unknown; milliseconds: number } | { failure: string };

/** Asks the API for something only the signed-in person gets, and shows what it says. */
export function ProtectedCall() {
  const { t } = useTranslation();
  const client = useAuthClient();
  const [busy, setBusy] = useState(false);
  const [outcome, setOutcome] = useState<Outcome | null>(null);

  async function call() {
    setBusy(true);
    const started = performance.now();
    try {
      const answer = await client.request('auth/');
      setOutcome({ answer, milliseconds: Math.round(performance.now() - started) });
    } catch (error) {
      setOutcome({ failure: errorText(error) });
    } finally {
      setBusy(false);
    }
  }

  return (
    <div className={classes.call}>
      <BusyButton onClick={call} busy={busy} leftSection={<IconSend size={18} aria-hidden />}>
        {t('home.call')}
      </BusyButton>
      <div role="status" className={classes.outcome}>
        {outcome && 'answer' in outcome && (
          <>
            <Text size="sm" c="dimmed">
              {t('home.answered', { milliseconds: outcome.milliseconds })}
            </Text>
            <Code block className={classes.answer}>
              {JSON.stringify(outcome.answer, null, 2)}
            </Code>
          </>
        )}
      </div>
      <FormAlert>{outcome && 'failure' in outcome ? outcome.failure : null}</FormAlert>
    </div>
  );
}
