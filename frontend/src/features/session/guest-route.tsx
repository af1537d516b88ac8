import { useDeferredValue } from 'react';
import { useTranslation } from 'react-i18next';
import { Navigate, Outlet } from 'react-router';
import { useAuth } from 'safejwt-js/react';
import { PageLoader } from '../../ui/page-loader';
import { useDestination } from './destination';
import { Unreachable } from './unreachable';

/** Pages for people who are not signed in; whoever is, or has just become so, goes on to where they were going. */
export function GuestRoute() {
  const { t } = useTranslation();
  const { degraded, ...auth } = useAuth();
  // Deferred, so that a page that has loaded appears at once. React shows the fallback in an urgent update.
  const status = useDeferredValue(auth.status);
  const destination = useDestination();
  if (status === 'authenticated') return <Navigate to={destination} replace />;
  if (status === 'anonymous') return <Outlet />;
  return degraded ? <Unreachable /> : <PageLoader label={t('app.restoring')} />;
}
