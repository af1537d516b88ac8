import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isAuthError } from 'safejwt-js';
import { useAuthClient, useUser } from 'safejwt-js/react';
import { errorMessage } from '../../ui/error-message';
import { FormAlert } from '../../ui/forms/form-alert';
import { Page } from '../../ui/page';
import { PageLoader } from '../../ui/page-loader';
import { addressKey } from '../account/email/address-query';
import type { Account } from '../session/auth-client';
import { QueryProvider } from '../session/query-provider';
import { BrokenLink } from './broken-link';
import { Confirmed } from './confirmed';
import { isExpiredLink } from './expired-link';
import { PasswordQuestion } from './password-question';
import { useLinkToken } from './use-link-token';

type Kind = 'verify' | 'confirmEmail';

/** Opened by the link that confirms an email address: the first one of an account, or a new one. */
export default function ConfirmationPage({ kind }: { kind: Kind }) {
  return (
    <QueryProvider>
      <Confirmation kind={kind} />
    </QueryProvider>
  );
}

function Confirmation({ kind }: { kind: Kind }) {
  const { t } = useTranslation();
  const token = useLinkToken();
  const { data, error, isIdle, isPending, mutate, mutateAsync, tokenInQuestion, variables } = useConfirmation(kind);
  const sent = useRef<string | null>(null);

  useEffect(() => {
    // Once per link, although StrictMode runs effects twice in development.
    if (token === null || sent.current === token) return;
    sent.current = token;
    mutate({ token });
  }, [token, mutate]);

  // The form stays until the question is settled, also after a wrong password.
  if (token !== null && token === tokenInQuestion) {
    return <PasswordQuestion key={token} kind={kind} confirm={(password) => mutateAsync({ token, password })} />;
  }
  if (token !== null && (isIdle || isPending)) return <PageLoader label={t('mailLink.working')} />;
  const title = t(`${kind}.title`);
  if (data) return <Confirmed kind={kind} email={data.email} byPassword={variables?.password !== undefined} />;
  if (error && !(isAuthError(error) && isExpiredLink(error))) {
    return (
      <Page key="failure" title={title} heading={title} layout="narrow">
        <FormAlert isResponse={false}>{errorMessage(error)}</FormAlert>
        <Button mt="md" onClick={() => token && mutate({ token })}>
          {t('app.tryAgain')}
        </Button>
      </Page>
    );
  }
  return <BrokenLink kind={kind} problem={token === null ? 'missing' : 'failed'} />;
}

interface ConfirmationBody {
  token: string;
  /** Needed only if the browser's session does not belong to the link's account. */
  password?: string;
}

function useConfirmation(kind: Kind) {
  const client = useAuthClient();
  const user = useUser();
  const queries = useQueryClient();
  const [tokenInQuestion, setTokenInQuestion] = useState<string | null>(null);
  const mutation = useMutation({
    mutationFn: (body: ConfirmationBody) =>
      client.request<{ email: string }>(kind === 'verify' ? 'email/verify/' : 'email/change/confirm/', { body }),
    onError: (error, { token }) => {
      if (!isAuthError(error)) return;
      if (error.code === 'password_required') setTokenInQuestion(token);
      else if (isExpiredLink(error)) setTokenInQuestion(null);
    },
    // The link may belong to another account, so read the current account from the server.
    onSuccess: async () => {
      setTokenInQuestion(null);
      // The address is confirmed even if this fails.
      if (user) await readAgain(user).catch(() => undefined);
    },
  });

  async function readAgain(account: Account): Promise<void> {
    client.setUser(await client.request<Account>('auth/'));
    await queries.invalidateQueries({ queryKey: addressKey(account) });
  }

  return { ...mutation, tokenInQuestion };
}
