import { useTranslation } from 'react-i18next';
import { Outlet } from 'react-router';
import type { PendingStep } from 'safejwt-js/allauth';
import { useAllauthFlow } from 'safejwt-js/react/allauth';
import { allauth } from '../auth';
import { StepFrame } from './step-frame';
import { Authenticate, CreatePasskey, LoginByCode, ProviderSignup, VerifyEmail } from './steps';

/** Shows the step that a login waits for, or else the page of the route. */
export function StepRoute() {
  const { step } = useAllauthFlow(allauth);
  return step ? <Step key={step.step} step={step} /> : <Outlet />;
}

function Step({ step }: { step: PendingStep }) {
  const { t } = useTranslation();
  switch (step.step) {
    case 'verify_email':
      return <VerifyEmail />;
    case 'login_by_code':
      return <LoginByCode />;
    case 'mfa_authenticate':
      return <Authenticate types={step.types} />;
    case 'mfa_signup_webauthn':
      return <CreatePasskey />;
    case 'provider_signup':
      return <ProviderSignup provider={step.provider} />;
    default:
      return <StepFrame heading={t('steps.unknown')} lead={t('steps.unknownLead', { step: step.step })} />;
  }
}
