import { useState } from 'react';
import { useAuth } from 'safejwt-js/react';
import { alertLoggedOut, alertLoggingOut, alertLogoutFailed } from './alerts';

let leaving = false;

/** Whether the logout is this page's own, not another tab's. */
export function isLeaving(): boolean {
  return leaving;
}

/** Logs out once at a time, and says so: that it is under way, and how it ended; `done` replaces the last words. */
export function useLogout() {
  const { logout } = useAuth();
  const [busy, setBusy] = useState(false);

  async function logOut(done?: string): Promise<void> {
    if (leaving) return;
    leaving = true;
    setBusy(true);
    alertLoggingOut();
    try {
      await logout();
      alertLoggedOut(done);
    } catch {
      alertLogoutFailed();
    } finally {
      leaving = false;
      setBusy(false);
    }
  }

  return { logOut, busy };
}
