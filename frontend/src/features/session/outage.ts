import { useAuth } from 'safejwt-js/react';

/** The server did not respond, or it responded that it cannot serve for now. */
export type Outage = 'unreachable' | 'unavailable';

/** Why the session cannot be checked or ended for now; `null` while the server responds. */
export function useOutage(): Outage | null {
  const { degraded, client } = useAuth();
  if (!degraded) return null;
  const status = client.getFailure()?.status ?? null;
  return status === null ? 'unreachable' : 'unavailable';
}
