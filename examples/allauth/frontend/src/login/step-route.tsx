import { Outlet } from 'react-router';
import { useAllauthFlow } from 'safejwt-js/react/allauth';
import { allauth } from '../auth';
import { StepPage } from './step-page';

/** Shows the step that a login waits for, or else the page of the route. */
export function StepRoute() {
  const { step } = useAllauthFlow(allauth);
  return step ? <StepPage key={step.step} step={step} /> : <Outlet />;
}
