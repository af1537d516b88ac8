import type { RegisteredUser } from 'safejwt-js';
import type { AllauthClient } from 'safejwt-js/allauth';
import { askUser } from './question';

/** Asks for the user's second factor. Resolves with `false` if they have none, or have closed the dialog. */
export async function askForSecondFactor(allauth: AllauthClient): Promise<boolean> {
  const types = await factors(allauth);
  return types.length > 0 && askUser([{ id: 'mfa_reauthenticate', types }]);
}

/** Asks the user to re-authenticate by what they have, for a request outside of django-allauth. */
export async function askToConfirm(allauth: AllauthClient, { email, has_password }: RegisteredUser): Promise<boolean> {
  const types = await factors(allauth);
  if (types.length > 0) return askUser([{ id: 'mfa_reauthenticate', types }]);
  const byCode = { id: 'reauthenticate_by_code', recipients: [{ email }] };
  return askUser(has_password ? [{ id: 'reauthenticate' }, byCode] : [byCode]);
}

async function factors(allauth: AllauthClient) {
  return (await allauth.authenticators()).map(({ type }) => type);
}
