import type { UseFormReturnType } from '@mantine/form';
import { useEffect } from 'react';
import { useAuthClient } from 'safejwt-js/react';
import type { Account } from './auth-client';

interface Draft {
  owner: string;
  values: Record<string, unknown>;
}

/** What was typed when the session ended. In memory only; the next form of any user empties it. */
let draft: Draft | null = null;

/** Keeps what the user has typed into a form while a session ends and begins again. Never for secrets. */
export function useDraft<Values extends Record<string, unknown>>(
  form: UseFormReturnType<Values>,
  name: string,
  user: Account,
): void {
  const client = useAuthClient();
  const owner = `${user.id} ${name}`;
  // biome-ignore lint/correctness/useExhaustiveDependencies: when the form appears and disappears
  useEffect(() => {
    if (draft?.owner === owner) form.setValues(draft.values as Partial<Values>);
    draft = null;
    return () => {
      const { status, reason } = client.getState();
      const hasEnded = status === 'anonymous' && reason !== 'signed_out';
      if (hasEnded && form.isDirty()) draft = { owner, values: form.getValues() };
    };
  }, []);
}
