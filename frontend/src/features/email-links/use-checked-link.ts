import { useEffect, useState } from 'react';
import { type AuthClient, isAuthError } from 'safejwt-js';
import { useAuthClient } from 'safejwt-js/react';
import { isExpiredLink } from './expired-link';
import { useLinkToken } from './use-link-token';

type Check = (client: AuthClient, token: string, signal: AbortSignal) => Promise<unknown>;

const checkByToken: Check = (client, token, signal) => client.request('links/check/', { body: { token }, signal });

export interface WorkingLink {
  token: string;
  /** To call when the server refuses the token after all. */
  onExpiredLink: () => void;
}

type CheckedLink = { state: 'missing' | 'checking' | 'failed' } | ({ state: 'works' } & WorkingLink);

/**
 * The opened link, and whether it still works: nobody fills in the form of a link that was used before. `check` is a
 * function of a module, so that it stays the same, and rejects as the server does.
 */
export function useCheckedLink(check: Check = checkByToken): CheckedLink {
  const client = useAuthClient();
  const token = useLinkToken();
  const [checked, setChecked] = useState<{ token: string; works: boolean } | null>(null);

  useEffect(() => {
    if (token === null) return;
    const controller = new AbortController();
    const { signal } = controller;
    check(client, token, signal)
      // During an outage the form is shown, and says so when it is sent.
      .then(
        () => true,
        (error: unknown) => !(isAuthError(error) && isExpiredLink(error)),
      )
      .then((works) => signal.aborted || setChecked({ token, works }));
    return () => controller.abort();
  }, [check, client, token]);

  if (token === null) return { state: 'missing' };
  if (checked?.token !== token) return { state: 'checking' };
  if (!checked.works) return { state: 'failed' };
  return { state: 'works', token, onExpiredLink: () => setChecked({ token, works: false }) };
}
