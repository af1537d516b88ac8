import { BackLink } from 'frontend/src/features/session/back-link';
import { Card } from 'frontend/src/ui/card';
import { Page } from 'frontend/src/ui/page';
import { allauth } from '../auth';
import { EmailForm } from './email-form';

/** Creates an account without a password. */
export function PasskeySignupPage() {
  return (
    <Page
      title="Create your account"
      heading="Create your account with a passkey"
      lead="Your fingerprint, your face or the PIN of your device replaces the password."
      layout="narrow"
    >
      <Card>
        <EmailForm
          name="Create your account with a passkey"
          submit="Continue"
          onEmail={(email) => allauth.passkeys.signup({ email })}
        />
      </Card>
      <BackLink />
    </Page>
  );
}
