import { notifications } from '@mantine/notifications';
import i18next from 'i18next';
import { useEffect } from 'react';
import type { AuthState } from 'safejwt-js';
import { useAuthClient } from 'safejwt-js/react';
import { alertSuccess } from '../../ui/notifications';
import { shortened } from '../../ui/shortened';
import { alertLoggedOut, alertNotAnyMore, hideLogoutAlert, isLoggingOut } from './logout';
import { isSigningInHere } from './own-sign-in';

/** Announces what happened to the session in another tab, and removes what is no longer true. */
export function useSessionAlerts(): void {
  const client = useAuthClient();
  useEffect(() => {
    let before = client.getState();
    let lastUser = before.user;
    return client.subscribe(() => {
      const now = client.getState();
      if (now.user && lastUser && now.user.id !== lastUser.id) announceUser(now.user.username);
      else if (now.user) hideLogoutAlert();
      announceLogout(before, now);
      before = now;
      lastUser = now.user ?? lastUser;
    });
  }, [client]);
}

/** All notifications are about the user before. */
function announceUser(username: string): void {
  notifications.clean();
  if (!isSigningInHere()) alertSuccess(i18next.t('session.nowLoggedInAs', { username: shortened(username) }));
}

function announceLogout(before: AuthState, now: AuthState): void {
  if (now.reason !== 'signed_out') return;
  // The banner says so.
  if (now.degraded) hideLogoutAlert();
  else if (isLoggingOut()) return;
  else if (before.status === 'authenticated') alertNotAnyMore();
  else if (before.degraded) alertLoggedOut();
}
