import type { AuthClient } from 'safejwt-js';

/**
 * A link has ended all sessions of its account: whether this browser's session is another account's. One that has ended
 * is logged out without a notice, because the page of the link says what happened.
 */
export async function isStillLoggedIn(client: AuthClient): Promise<boolean> {
  await client.request('auth/').catch(() => undefined);
  if (client.getState().status === 'authenticated') return true;
  await client.logout().catch(() => undefined);
  return false;
}
