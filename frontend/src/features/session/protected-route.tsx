import { useDeferredValue, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Navigate, Outlet } from 'react-router';
import { RequireAuth, useAuth } from 'safejwt-js/react';
import { PageLoader } from '../../ui/page-loader';
import { useReturningHere } from './destination';
import { Unreachable } from './unreachable';
import { destinationOfLogout } from './use-logout';

/** Lets signed-in people through; sends the others to the login page, which brings them back. */
export function ProtectedRoute() {
  const { t } = useTranslation();
  const { status, reason } = useAuth();
  const loginAndReturn = useReturningHere('/login');

  const [wasSignedIn, setWasSignedIn] = useState(false);
  if (status === 'authenticated' && !wasSignedIn) setWasSignedIn(true);
  const leftOnPurpose = wasSignedIn && reason === 'signed_out';

  return (
    <RequireAuth
      fallback={<Navigate to={leftOnPurpose ? destinationOfLogout() : loginAndReturn} replace />}
      loading={<PageLoader label={t('app.restoring')} />}
      unreachable={<Unreachable />}
    >
      <Content />
    </RequireAuth>
  );
}

/** Known sessions are told to React all at once; the page is then rendered in pieces, between which the browser can answer. */
function Content() {
  const { t } = useTranslation();
  const isDue = useDeferredValue(true, false);
  return isDue ? <Outlet /> : <PageLoader label={t('app.restoring')} />;
}
