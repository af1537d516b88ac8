import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAuthClient } from 'safejwt-js/react';
import { errorText } from '../../i18n/error-text';
import { BusyButton } from '../../ui/busy-button';
import { alertFailure, alertSuccess } from '../../ui/notifications';

/** Sends the verification email again. The server does not reveal whether an account exists. */
export function ResendVerification({ email }: { email: string }) {
  const { t } = useTranslation();
  const client = useAuthClient();
  const [busy, setBusy] = useState(false);

  async function send() {
    setBusy(true);
    try {
      await client.request('email/verify/resend/', { body: { email } });
      alertSuccess(t('mailLink.resent', { email }));
    } catch (error) {
      alertFailure(errorText(error));
    } finally {
      setBusy(false);
    }
  }

  return (
    <BusyButton variant="default" busy={busy} onClick={send}>
      {t('unverified.resend')}
    </BusyButton>
  );
}
