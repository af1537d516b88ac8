import { Text } from '@mantine/core';
import { BackLink } from 'frontend/src/features/session/back-link';
import { Card } from 'frontend/src/ui/card';
import { Page } from 'frontend/src/ui/page';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { allauth } from '../auth';
import { EmailForm } from './email-form';

/** Requests a link to choose a new password. The server does not say whether an account exists. */
export function ForgotPasswordPage() {
  const { t } = useTranslation();
  const [sentTo, setSentTo] = useState<string | null>(null);
  const heading = sentTo === null ? t('forgot.heading') : t('forgot.sentHeading');

  async function request(email: string) {
    await allauth.password.request(email);
    setSentTo(email);
  }

  return (
    <Page key={heading} title={heading} heading={heading} layout="narrow" replacesPage={sentTo !== null}>
      <Card>
        {sentTo === null ? (
          <EmailForm name={heading} submit={t('forgot.submit')} onEmail={request} />
        ) : (
          <Text>{t('linkSent', { email: sentTo })}</Text>
        )}
      </Card>
      <BackLink />
    </Page>
  );
}
