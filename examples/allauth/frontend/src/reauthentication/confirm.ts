import type { RegisteredUser } from 'safejwt-js';
import { allauth } from '../auth';
import { askUser } from './question';

/** Asks for the user's second factor. Resolves with `false` if they have none, or have closed the dialog. */
export async function askForSecondFactor(): Promise<boolean> {
  const types = await factors();
  return types.length > 0 && askUser([{ id: 'mfa_reauthenticate', types }]);
}

/** Asks the user to re-authenticate by what they have: before they leave the page, which cannot be repeated. */
export async function askToConfirm({ email, has_password }: RegisteredUser): Promise<boolean> {
  const types = await factors();
  if (types.length > 0) return askUser([{ id: 'mfa_reauthenticate', types }]);
  const byCode = { id: 'reauthenticate_by_code', recipients: [{ email }] };
  return askUser(has_password ? [{ id: 'reauthenticate' }, byCode] : [byCode]);
}

async function factors() {
  return (await allauth.authenticators()).map(({ type }) => type);
}
