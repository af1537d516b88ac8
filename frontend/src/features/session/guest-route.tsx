import { useDeferredValue } from 'react';
import { useTranslation } from 'react-i18next';
import { Navigate, Outlet } from 'react-router';
import { useAuth } from 'safejwt-js/react';
import { PageLoader } from '../../ui/page-loader';
import { useDestination } from './destination';
import { hasSessionHint } from './session-facts';
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
  if (!degraded) return <PageLoader label={t('app.restoring')} />;
  // Without a sign of a session, this is a visitor, who can fill in the form meanwhile.
  return hasSessionHint() ? <Unreachable /> : <Outlet />;
}
