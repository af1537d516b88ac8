import { useState } from 'react';
import { useAuth } from 'safejwt-js/react';
import { alertLoggedOut, alertLoggingOut, alertLogoutFailed } from '../../ui/notifications/alerts';

interface Ending {
  /** What is said in the place of "You have logged out.". */
  done?: string;
  /** Where to go from a page for signed-in people. */
  destination?: string;
  /** Whether the session is over on the server already: nothing is lost then when that cannot be told once more. */
  isOver?: boolean;
}

let leaving: Ending | null = null;

/** Whether the logout is this page's own, not another tab's. */
export function isLeaving(): boolean {
  return leaving !== null;
}

/** Where somebody goes who logs out while a protected page is open: home, as asking them to log in again would be odd. */
export function destinationOfLogout(): string {
  return leaving?.destination ?? '/';
}

/** Logs out once at a time, and says so: that it is under way, and how it ended. */
export function useLogout() {
  const { logout } = useAuth();
  const [busy, setBusy] = useState(false);

  async function logOut(ending: Ending = {}): Promise<void> {
    if (leaving) return;
    leaving = ending;
    setBusy(true);
    alertLoggingOut();
    try {
      await logout();
      alertLoggedOut(ending.done);
    } catch {
      if (ending.isOver) alertLoggedOut(ending.done);
      else alertLogoutFailed();
    } finally {
      leaving = null;
      setBusy(false);
    }
  }

  return { logOut, busy };
}
