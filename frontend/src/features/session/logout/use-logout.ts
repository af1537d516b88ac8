import { useState } from 'react';
import { useAuth } from 'safejwt-js/react';
import { alertLoggedOut, alertLoggingOut, hideLogoutAlert } from './logout-alerts';

interface LogoutOptions {
  /** The message on success, instead of "You have logged out.". */
  done?: string;
  /** Where to go from a page for logged-in users. */
  destination?: string;
  /** Whether the server has already ended the session, so that a failing request does not matter. */
  isOver?: boolean;
}

let current: LogoutOptions | null = null;

/** Whether this tab is logging out, and not another one. */
export function isLoggingOut(): boolean {
  return current !== null;
}

/** Where a logout leads from a protected page. Home by default, and not the login page. */
export function logoutDestination(): string {
  return current?.destination ?? '/';
}

/** Logs out once at a time, and shows the progress and the result. */
export function useLogout() {
  const { logout, client } = useAuth();
  const [busy, setBusy] = useState(false);

  async function run(options: LogoutOptions, end: () => Promise<void>): Promise<void> {
    if (current) return;
    current = options;
    setBusy(true);
    try {
      await end();
    } finally {
      current = null;
      setBusy(false);
    }
  }

  function logOut(options: LogoutOptions = {}): Promise<void> {
    return run(options, async () => {
      // The banner of a failed logout shows the progress of its repetition.
      if (!client.getState().degraded || client.getState().user) alertLoggingOut();
      try {
        await logout();
        alertLoggedOut(options.done);
      } catch {
        if (options.isOver) alertLoggedOut(options.done);
        else hideLogoutAlert();
      }
    });
  }

  /** Ends all sessions of the user. Rejects if that fails; the user is still logged in then. */
  function logOutEverywhere(options: LogoutOptions): Promise<void> {
    return run(options, async () => {
      await client.logoutEverywhere();
      alertLoggingOut();
      alertLoggedOut(options.done);
    });
  }

  return { logOut, logOutEverywhere, busy };
}
