import { useDeferredValue, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Navigate, Outlet } from 'react-router';
import { RequireAuth, useAuth } from 'safejwt-js/react';
import { PageLoader } from '../../ui/page-loader';
import { useReturningHere } from './destination';
import { logoutDestination } from './logout';
import { Unreachable } from './unreachable';

/** Renders pages for logged-in users. Sends visitors to the login page, which returns them here. */
export function ProtectedRoute() {
  const { t } = useTranslation();
  const { status, reason } = useAuth();
  const loginAndReturn = useReturningHere('/login');

  const [wasLoggedIn, setWasLoggedIn] = useState(false);
  if (status === 'authenticated' && !wasLoggedIn) setWasLoggedIn(true);
  const hasLoggedOut = wasLoggedIn && reason === 'signed_out';

  return (
    <RequireAuth
      fallback={<Navigate to={hasLoggedOut ? logoutDestination() : loginAndReturn} replace />}
      loading={<PageLoader label={t('app.restoring')} />}
      unreachable={<Unreachable />}
    >
      <Content />
    </RequireAuth>
  );
}

/** Defers the page, so that React renders it in steps and keeps the old screen until a lazy page has loaded. */
function Content() {
  const { t } = useTranslation();
  const isDeferred = useDeferredValue(true, false);
  return isDeferred ? <Outlet /> : <PageLoader label={t('app.restoring')} />;
}
