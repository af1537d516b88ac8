import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useUser } from 'safejwt-js/react';
import { useAllauthFlow } from 'safejwt-js/react/allauth';
import { allauth } from '../auth';
import { problemText } from '../problem-text';

/** Keys contain the user, so that no other user sees their data. */
function useKey(): readonly unknown[] {
  return ['user', useUser()?.id, 'authenticators'];
}

/** The passkeys, the authenticator app and the recovery codes of the user. */
export function useAuthenticators() {
  return useQuery({ queryKey: useKey(), queryFn: () => allauth.authenticators() });
}

/** Makes the function that changes something and loads the list again. django-allauth may ask the user first. */
export function useChange() {
  const queries = useQueryClient();
  const queryKey = useKey();
  const { isPending, error, run } = useAllauthFlow(allauth);

  async function change<T>(perform: () => Promise<T>): Promise<T | undefined> {
    const result = await run(perform);
    await queries.invalidateQueries({ queryKey });
    return result;
  }

  return { isPending, problem: problemText(error), change };
}
