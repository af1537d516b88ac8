import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Page } from '../../ui/page';
import { AddressForm } from './address-form';
import { LinkSent } from './link-sent';

/** Requests a link to choose a new password. */
export default function ForgotPasswordPage() {
  const { t } = useTranslation();
  const [sentTo, setSentTo] = useState<string | null>(null);
  if (sentTo !== null) return <LinkSent text={t('forgot.sent', { email: sentTo })} onAgain={() => setSentTo(null)} />;
  return (
    <Page
      title={t('forgot.heading')}
      heading={t('forgot.heading')}
      lead={t('forgot.lead')}
      layout="narrow"
      startsInField
    >
      <AddressForm path="password/reset/" name={t('forgot.heading')} submit={t('forgot.submit')} onSent={setSentTo} />
    </Page>
  );
}
