import { useTranslation } from 'react-i18next';
import type { AllauthProvider, AuthenticatorType } from 'safejwt-js/allauth';
import { allauth } from '../auth';
import { CodeForm } from './code-form';
import { EmailForm } from './email-form';
import { PasskeyButton } from './passkey-button';
import { ResendButton } from './resend-button';
import { SecondFactor } from './second-factor';
import { StepFrame } from './step-frame';

export function VerifyEmail() {
  const { t } = useTranslation();
  return (
    <StepFrame heading={t('steps.verifyEmail')} lead={t('steps.verifyEmailLead')}>
      <CodeForm label={t('code.email')} name="key" submit={t('reauthenticate.submit')} onCode={allauth.email.verify} />
      <ResendButton onResend={allauth.email.resend} />
    </StepFrame>
  );
}

export function LoginByCode() {
  const { t } = useTranslation();
  return (
    <StepFrame heading={t('steps.enterCode')} lead={t('steps.enterCodeLead')}>
      <CodeForm label={t('code.email')} submit={t('login.heading')} onCode={allauth.code.confirm} />
      <ResendButton onResend={allauth.code.resend} />
    </StepFrame>
  );
}

export function Authenticate({ types }: { types: readonly AuthenticatorType[] }) {
  const { t } = useTranslation();
  return (
    <StepFrame heading={t('steps.secondFactor')} lead={t('steps.secondFactorLead')}>
      <SecondFactor types={types} onCode={allauth.authenticate} onPasskey={() => allauth.passkeys.authenticate()} />
    </StepFrame>
  );
}

export function CreatePasskey() {
  const { t } = useTranslation();
  return (
    <StepFrame heading={t('steps.createPasskey')} lead={t('steps.createPasskeyLead')}>
      <PasskeyButton onPasskey={() => allauth.passkeys.finishSignup(t('steps.passkeyName'))}>
        {t('steps.createPasskeySubmit')}
      </PasskeyButton>
    </StepFrame>
  );
}

export function ProviderSignup({ provider }: { provider: AllauthProvider }) {
  const { t } = useTranslation();
  return (
    <StepFrame heading={t('steps.enterEmail')} lead={t('steps.enterEmailLead', { name: provider.name })}>
      <EmailForm
        name={t('register.heading')}
        submit={t('register.submit')}
        onEmail={(email) => allauth.provider.signup({ email })}
      />
    </StepFrame>
  );
}
