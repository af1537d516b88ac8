import { BackLink } from 'frontend/src/features/session/back-link';
import { Card } from 'frontend/src/ui/card';
import { Page } from 'frontend/src/ui/page';
import { useTranslation } from 'react-i18next';
import { allauth } from '../auth';
import { EmailForm } from './email-form';

/** Sends a code for a login without a password. */
export function CodePage() {
  const { t } = useTranslation();
  return (
    <Page title={t('login.heading')} heading={t('ways.withCode')} lead={t('code.lead')} layout="narrow">
      <Card>
        <EmailForm
          name={t('ways.withCode')}
          submit={t('code.send')}
          onEmail={(email) => allauth.code.request({ email })}
        />
      </Card>
      <BackLink />
    </Page>
  );
}
