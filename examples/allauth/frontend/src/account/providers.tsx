import { Text } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { focusSection } from 'frontend/src/features/account/sections';
import { BusyButton } from 'frontend/src/ui/busy-button';
import { Card } from 'frontend/src/ui/card';
import { FormAlert } from 'frontend/src/ui/forms/form-alert';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import type { RegisteredUser } from 'safejwt-js';
import type { AllauthProvider } from 'safejwt-js/allauth';
import { useAllauthFlow } from 'safejwt-js/react/allauth';
import { allauth } from '../auth';
import { problemText } from '../problem-text';
import { askToConfirm } from '../reauthentication/confirm';
import classes from './list.module.css';

interface ProvidersProps {
  user: RegisteredUser;
  providers: readonly AllauthProvider[];
}

/** Adds and removes accounts at providers. */
export function Providers({ user, providers }: ProvidersProps) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const queryKey = ['user', user.id, 'providers'];
  const { data: accounts = [] } = useQuery({ queryKey, queryFn: () => allauth.provider.list() });
  const { isPending, error, run } = useAllauthFlow(allauth);
  // Of the return from the provider.
  const isRefused = useSearchParams()[0].has('error');

  const others = providers.filter(({ id }) => !accounts.some(({ provider }) => provider.id === id));

  async function add(provider: string) {
    if (!(await askToConfirm(allauth, user))) return;
    const callbackUrl = `${location.origin}/account/security`;
    await allauth.provider.redirect({ provider, callbackUrl, process: 'connect' });
  }

  async function remove(provider: string, uid: string) {
    const left = await run(() => allauth.provider.disconnect({ provider, uid }));
    if (!left) return;
    queries.setQueryData(queryKey, left);
    focusSection();
  }

  return (
    <Card heading={t('providers.heading')} description={t('providers.description')}>
      <FormAlert>{isRefused ? t('providers.refused') : problemText(error)}</FormAlert>
      {others.map(({ id, name }) => (
        <BusyButton key={id} busy={isPending} onClick={() => void run(() => add(id))}>
          {t('providers.add', { name })}
        </BusyButton>
      ))}
      <ul className={classes.list} aria-label={t('providers.heading')}>
        {accounts.map(({ uid, display, provider }) => (
          <li key={uid} className={classes.provider}>
            <Text>
              {provider.name}: {display}
            </Text>
            <BusyButton variant="default" size="sm" busy={isPending} onClick={() => void remove(provider.id, uid)}>
              {t('providers.remove', { name: provider.name })}
            </BusyButton>
          </li>
        ))}
      </ul>
    </Card>
  );
}
