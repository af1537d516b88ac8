import { useEffect, useState } from 'react';
import { isAuthError } from 'safejwt-js';
import { useAuthClient } from 'safejwt-js/react';
import { isExpiredLink } from './expired-link';
import { useLinkToken } from './use-link-token';

export interface WorkingLink {
  token: string;
  /** To call when the server refuses the token after all. */
  onExpiredLink: () => void;
}

type CheckedLink = { state: 'missing' | 'checking' | 'failed' } | ({ state: 'works' } & WorkingLink);

/** The opened link, and whether it still works: nobody fills in the form of a link that was used before. */
export function useCheckedLink(): CheckedLink {
  const client = useAuthClient();
  const token = useLinkToken();
  const [checked, setChecked] = useState<{ token: string; works: boolean } | null>(null);

  useEffect(() => {
    if (token === null) return;
    const controller = new AbortController();
    const { signal } = controller;
    client
      .request('links/check/', { body: { token }, signal })
      // During an outage the form is shown, and says so when it is sent.
      .then(
        () => true,
        (error: unknown) => !(isAuthError(error) && isExpiredLink(error)),
      )
      .then((works) => signal.aborted || setChecked({ token, works }));
    return () => controller.abort();
  }, [client, token]);

  if (token === null) return { state: 'missing' };
  if (checked?.token !== token) return { state: 'checking' };
  if (!checked.works) return { state: 'failed' };
  return { state: 'works', token, onExpiredLink: () => setChecked({ token, works: false }) };
}
