import { Button, Stack } from '@mantine/core';
import { Card } from 'frontend/src/ui/card';
import { Page } from 'frontend/src/ui/page';
import type { ReactNode } from 'react';
import type { PendingStep } from 'safejwt-js/allauth';
import { useAllauthFlow } from 'safejwt-js/react/allauth';
import { allauth } from '../auth';
import { CodeForm } from './code-form';
import { EmailForm } from './email-form';
import { PasskeyButton } from './passkey-button';
import { ResendButton } from './resend-button';
import { SecondFactor } from './second-factor';

interface View {
  heading: string;
  lead: string;
  content: ReactNode;
}

/** The page of a step. */
export function StepPage({ step }: { step: PendingStep }) {
  const { run } = useAllauthFlow(allauth);
  const { heading, lead, content } = viewOf(step);
  return (
    <Page title={heading} heading={heading} lead={lead} layout="narrow" replacesPage>
      <Card>
        <Stack>
          {content}
          <Button variant="subtle" onClick={() => void run(() => allauth.cancel())}>
            Cancel
          </Button>
        </Stack>
      </Card>
    </Page>
  );
}

function viewOf(step: PendingStep): View {
  switch (step.step) {
    case 'verify_email':
      return {
        heading: 'Confirm your email address',
        lead: 'We have sent you a code.',
        content: (
          <>
            <CodeForm label="Code from the email" name="key" submit="Confirm" onCode={allauth.email.verify} />
            <ResendButton onResend={allauth.email.resend} />
          </>
        ),
      };
    case 'login_by_code':
      return {
        heading: 'Enter the code',
        lead: 'If there is an account with this address, we have sent it a code.',
        content: (
          <>
            <CodeForm label="Code from the email" submit="Log in" onCode={allauth.code.confirm} />
            <ResendButton onResend={allauth.code.resend} />
          </>
        ),
      };
    case 'mfa_authenticate':
      return {
        heading: 'Confirm that it is you',
        lead: 'Your account has a second factor.',
        content: (
          <SecondFactor
            types={step.types}
            onCode={allauth.authenticate}
            onPasskey={() => allauth.passkeys.authenticate()}
          />
        ),
      };
    case 'mfa_signup_webauthn':
      return {
        heading: 'Create your passkey',
        lead: 'It stays on your device or in your password manager.',
        content: (
          <PasskeyButton onPasskey={() => allauth.passkeys.finishSignup('First passkey')}>
            Create the passkey
          </PasskeyButton>
        ),
      };
    case 'provider_signup':
      return {
        heading: 'Choose your email address',
        lead: `${step.provider.name} has not sent one.`,
        content: (
          <EmailForm
            name="Create your account"
            submit="Create account"
            onEmail={(email) => allauth.provider.signup({ email })}
          />
        ),
      };
    default:
      return { heading: 'One more step', lead: `This example has no page for it: ${step.step}.`, content: null };
  }
}
