import { Stack, Text } from '@mantine/core';
import { focusSection } from 'frontend/src/features/account/sections';
import { BusyButton } from 'frontend/src/ui/busy-button';
import { FormAlert } from 'frontend/src/ui/forms/form-alert';
import { alertSuccess } from 'frontend/src/ui/notifications';
import { useTranslation } from 'react-i18next';
import type { RegisteredUser } from 'safejwt-js';
import type { AllauthEmail } from 'safejwt-js/allauth';
import { useAllauthFlow } from 'safejwt-js/react/allauth';
import { allauth, client } from '../auth';
import { CodeForm } from '../login/code-form';
import { ResendButton } from '../login/resend-button';
import { problemText } from '../problem-text';

interface PendingEmailProps {
  user: RegisteredUser;
  /** The new address. */
  email: string;
  /** Called with the addresses of the user after a change. */
  onEmails: (emails: readonly AllauthEmail[]) => void;
}

/** Asks for the code that the new address has received. */
export function PendingEmail({ user, email, onEmails }: PendingEmailProps) {
  const { t } = useTranslation();
  const { isPending, error, run } = useAllauthFlow(allauth);

  async function confirm(code: string) {
    await allauth.email.verify(code);
    client.setUser({ ...user, email });
    finish(await allauth.email.list(), t('newEmail.done', { email }));
  }

  async function withdraw() {
    finish(await allauth.email.remove(email), t('email.withdrawn', { email: user.email }));
  }

  function finish(emails: readonly AllauthEmail[], message: string) {
    onEmails(emails);
    // The form has disappeared.
    focusSection();
    alertSuccess(message);
  }

  return (
    <Stack>
      <Text role="status">{t('newEmail.sent', { email })}</Text>
      <CodeForm label={t('code.email')} name="key" submit={t('reauthenticate.submit')} onCode={confirm} />
      <ResendButton onResend={() => allauth.email.requestVerification(email)} />
      <FormAlert>{problemText(error)}</FormAlert>
      <BusyButton variant="subtle" busy={isPending} onClick={() => void run(withdraw)}>
        {t('email.withdraw')}
      </BusyButton>
    </Stack>
  );
}
