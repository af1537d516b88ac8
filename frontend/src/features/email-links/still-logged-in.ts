import type { AuthClient } from 'safejwt-js';

/**
 * A link has ended all sessions of its account: whether this browser's session is another account's, and `null` if the
 * server does not say. One that has ended is logged out without a notice, because the page of the link says what
 * happened.
 */
export async function isStillLoggedIn(client: AuthClient): Promise<boolean | null> {
  const isActive = await client.request('auth/').then(
    () => true,
    () => null,
  );
  if (client.getState().status === 'authenticated') return isActive;
  await client.logout().catch(() => undefined);
  return false;
}
