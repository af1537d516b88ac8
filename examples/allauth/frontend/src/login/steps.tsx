import type { AllauthProvider, AuthenticatorType } from 'safejwt-js/allauth';
import { allauth } from '../auth';
import { CodeForm } from './code-form';
import { EmailForm } from './email-form';
import { PasskeyButton } from './passkey-button';
import { ResendButton } from './resend-button';
import { SecondFactor } from './second-factor';
import { StepFrame } from './step-frame';

export function VerifyEmail() {
  return (
    <StepFrame heading="Confirm your email address" lead="We have sent you a code.">
      <CodeForm label="Code from the email" name="key" submit="Confirm" onCode={allauth.email.verify} />
      <ResendButton onResend={allauth.email.resend} />
    </StepFrame>
  );
}

export function LoginByCode() {
  return (
    <StepFrame heading="Enter the code" lead="If there is an account with this address, we have sent it a code.">
      <CodeForm label="Code from the email" submit="Log in" onCode={allauth.code.confirm} />
      <ResendButton onResend={allauth.code.resend} />
    </StepFrame>
  );
}

export function Authenticate({ types }: { types: readonly AuthenticatorType[] }) {
  return (
    <StepFrame heading="Confirm that it is you" lead="Your account has a second factor.">
      <SecondFactor types={types} onCode={allauth.authenticate} onPasskey={() => allauth.passkeys.authenticate()} />
    </StepFrame>
  );
}

export function CreatePasskey() {
  return (
    <StepFrame heading="Create your passkey" lead="It stays on your device or in your password manager.">
      <PasskeyButton onPasskey={() => allauth.passkeys.finishSignup('First passkey')}>Create the passkey</PasskeyButton>
    </StepFrame>
  );
}

export function ProviderSignup({ provider }: { provider: AllauthProvider }) {
  return (
    <StepFrame heading="Enter your email address" lead={`${provider.name} has not sent one.`}>
      <EmailForm
        name="Create your account"
        submit="Create account"
        onEmail={(email) => allauth.provider.signup({ email })}
      />
    </StepFrame>
  );
}
