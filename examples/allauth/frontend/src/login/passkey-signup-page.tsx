import { BackLink } from 'frontend/src/features/session/back-link';
import { Card } from 'frontend/src/ui/card';
import { Page } from 'frontend/src/ui/page';
import { useTranslation } from 'react-i18next';
import { allauth } from '../auth';
import { EmailForm } from './email-form';

/** Creates an account without a password. */
export function PasskeySignupPage() {
  const { t } = useTranslation();
  return (
    <Page
      title={t('register.heading')}
      heading={t('passkeySignup.heading')}
      lead={t('passkeySignup.lead')}
      layout="narrow"
    >
      <Card>
        <EmailForm
          name={t('passkeySignup.heading')}
          submit={t('steps.continue')}
          onEmail={(email) => allauth.passkeys.signup({ email })}
        />
      </Card>
      <BackLink />
    </Page>
  );
}
