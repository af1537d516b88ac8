import { useDeferredValue } from 'react';
import { useTranslation } from 'react-i18next';
import { Navigate, Outlet } from 'react-router';
import { useAuth } from 'safejwt-js/react';
import { PageLoader } from '../../ui/page-loader';
import { useDestination } from './destination';
import { Unreachable } from './unreachable';

/** Pages for visitors. Redirects logged-in users to their destination, also right after the login. */
export function GuestRoute() {
  const { t } = useTranslation();
  const { degraded, ...auth } = useAuth();
  // Deferred updates keep the old screen until a lazy page has loaded. Urgent ones show a fallback.
  const status = useDeferredValue(auth.status);
  const destination = useDestination();
  if (status === 'authenticated') return <Navigate to={destination} replace />;
  if (status === 'anonymous') return <Outlet />;
  return degraded ? <Unreachable /> : <PageLoader label={t('app.restoring')} />;
}
