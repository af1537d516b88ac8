import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Navigate, Outlet } from 'react-router';
import { RequireAuth, useAuth } from 'safejwt-js/react';
import { useReturningHere } from '../destination';
import { PageLoader } from './page-loader';
import { Unreachable } from './unreachable';

/** Lets signed-in people through; sends the others to the login page, which brings them back. */
export function ProtectedRoute() {
  const { t } = useTranslation();
  const { status, reason } = useAuth();
  const loginAndReturn = useReturningHere('/login');

  // Who logs out while a protected page is open goes home: asking them to log in again would be odd.
  const [wasSignedIn, setWasSignedIn] = useState(false);
  if (status === 'authenticated' && !wasSignedIn) setWasSignedIn(true);
  const leftOnPurpose = wasSignedIn && reason === 'signed_out';

  return (
    <RequireAuth
      fallback={<Navigate to={leftOnPurpose ? '/' : loginAndReturn} replace />}
      loading={<PageLoader label={t('app.restoring')} />}
      unreachable={<Unreachable />}
    >
      <Outlet />
    </RequireAuth>
  );
}
