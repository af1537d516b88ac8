import { BusyButton } from 'frontend/src/ui/busy-button';
import { FormAlert } from 'frontend/src/ui/forms/form-alert';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AllauthRecipient } from 'safejwt-js/allauth';
import { useAllauthFlow } from 'safejwt-js/react/allauth';
import { allauth } from '../auth';
import { CodeForm } from '../login/code-form';
import { problemText } from '../problem-text';

interface RecipientFormProps {
  recipient: AllauthRecipient;
  onDone: () => void;
}

/** Sends a code to an address of the user, and asks for it. */
export function RecipientForm({ recipient, onDone }: RecipientFormProps) {
  const { t } = useTranslation();
  const [isSent, setSent] = useState(false);
  const { isPending, error, run } = useAllauthFlow(allauth);
  const { byCode } = allauth.reauthentication;

  async function confirm(code: string) {
    await byCode.confirm(code);
    onDone();
  }

  if (isSent) return <CodeForm label={t('code.email')} submit={t('confirm.code')} onCode={confirm} />;
  return (
    <>
      <FormAlert>{problemText(error)}</FormAlert>
      <BusyButton
        variant="default"
        busy={isPending}
        onClick={() => run(() => byCode.request(recipient).then(() => setSent(true)))}
      >
        {t('confirm.byEmail')}
      </BusyButton>
    </>
  );
}
