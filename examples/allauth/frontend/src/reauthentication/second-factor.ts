import { allauth } from '../auth';
import { askUser } from './question';

/** Asks for the user's second factor. Resolves with `false` if they have none, or have closed the dialog. */
export async function askForSecondFactor(): Promise<boolean> {
  const authenticators = await allauth.authenticators();
  const types = authenticators.map(({ type }) => type);
  return types.length > 0 && askUser([{ id: 'mfa_reauthenticate', types }]);
}
