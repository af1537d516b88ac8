import { Text } from '@mantine/core';
import { BackLink } from 'frontend/src/features/session/back-link';
import { Card } from 'frontend/src/ui/card';
import { Page } from 'frontend/src/ui/page';
import { useState } from 'react';
import { allauth } from '../auth';
import { EmailForm } from './email-form';

/** Requests a link to choose a new password. The server does not say whether an account exists. */
export function ForgotPasswordPage() {
  const [sentTo, setSentTo] = useState<string | null>(null);
  const heading = sentTo === null ? 'Reset your password' : 'Check your email';

  async function request(email: string) {
    await allauth.password.request(email);
    setSentTo(email);
  }

  return (
    <Page key={heading} title={heading} heading={heading} layout="narrow" replacesPage={sentTo !== null}>
      <Card>
        {sentTo === null ? (
          <EmailForm name={heading} submit="Send the link" onEmail={request} />
        ) : (
          <Text>If there is an account with the address {sentTo}, a link is on its way.</Text>
        )}
      </Card>
      <BackLink />
    </Page>
  );
}
