import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { AddressForm } from '../../components/address-form';
import { LinkSent } from '../../components/link-sent';
import { Page } from '../../components/page';

/** Asks for a link to choose a new password. */
export function ForgotPasswordPage() {
  const { t } = useTranslation();
  const [sentTo, setSentTo] = useState<string | null>(null);
  if (sentTo !== null) return <LinkSent text={t('forgot.sent', { email: sentTo })} onAgain={() => setSentTo(null)} />;
  return (
    <Page title={t('forgot.heading')} heading={t('forgot.heading')} lead={t('forgot.lead')} layout="narrow">
      <AddressForm path="password/reset/" name={t('forgot.heading')} submit={t('forgot.submit')} onSent={setSentTo} />
    </Page>
  );
}
