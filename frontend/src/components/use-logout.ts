import { useState } from 'react';
import { useAuth } from 'safejwt-js/react';
import { alertLogoutFailed } from './alerts';

/** Logs out once at a time. */
export function useLogout() {
  const { logout } = useAuth();
  const [busy, setBusy] = useState(false);

  async function logOut(): Promise<void> {
    if (busy) return;
    setBusy(true);
    try {
      await logout();
    } catch {
      alertLogoutFailed();
    } finally {
      setBusy(false);
    }
  }

  return { logOut, busy };
}
