import { BackLink } from 'frontend/src/features/session/back-link';
import { Card } from 'frontend/src/ui/card';
import { Page } from 'frontend/src/ui/page';
import { allauth } from '../auth';
import { EmailForm } from './email-form';

/** Sends a code for a login without a password. */
export function CodePage() {
  return (
    <Page title="Log in" heading="Log in with a code" lead="We send it to your email address." layout="narrow">
      <Card>
        <EmailForm
          name="Log in with a code"
          submit="Send the code"
          onEmail={(email) => allauth.code.request({ email })}
        />
      </Card>
      <BackLink />
    </Page>
  );
}
