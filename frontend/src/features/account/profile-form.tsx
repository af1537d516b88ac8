import { Stack } from '@mantine/core';
import { type UseFormReturnType, useForm } from '@mantine/form';
import { useEffect, useRef } from 'react';
import { Trans, useTranslation } from 'react-i18next';
import { useAuthClient } from 'safejwt-js/react';
import { Card } from '../../ui/card';
import { FormAlert } from '../../ui/forms/form-alert';
import { SubmitButton } from '../../ui/forms/submit-button';
import { useSubmit } from '../../ui/forms/use-submit';
import { UsernameField } from '../../ui/forms/username-field';
import { required } from '../../ui/forms/validation';
import { alertSuccess } from '../../ui/notifications';
import { TimeStamp } from '../../ui/time-stamp';
import type { Account } from '../session/auth-client';
import { useOwnRequest } from '../session/own-request';
import { useDraft } from '../session/use-draft';
import classes from './account.module.css';

/** Changes the username. */
export function ProfileForm({ user }: { user: Account }) {
  const { t } = useTranslation();
  const client = useAuthClient();
  const request = useOwnRequest();
  const form = useForm({
    initialValues: { username: user.username },
    validate: { username: required('newUsername') },
  });
  useDraft(form, 'profile', user);
  useNewName(form, user.username);
  const { onSubmit, failure } = useSubmit(form, async (values) => {
    const username = values.username.trim();
    const before = client.getState().user;
    const answer = await request<Account>(`${user.id}/`, { method: 'PATCH', body: { username } });
    // If another tab has changed it meanwhile, only the server knows which name came last.
    const isLast = client.getState().user === before;
    const saved = isLast ? answer : await request<Account>('auth/').catch(() => answer);
    client.setUser(saved);
    // What the user has typed meanwhile stays.
    if (form.getValues().username === values.username) form.setValues({ username: saved.username });
    alertSuccess(t('profile.saved'));
  });

  return (
    <Card
      heading={t('profile.heading')}
      description={
        <Trans i18nKey="profile.memberSince" components={{ date: <TimeStamp value={user.date_joined} dateOnly /> }} />
      }
    >
      <form onSubmit={onSubmit} noValidate aria-label={t('profile.heading')}>
        <Stack>
          <FormAlert>{failure}</FormAlert>
          <UsernameField label={t('fields.username')} {...form.getInputProps('username')} />
          <SubmitButton
            busy={form.submitting}
            idle={form.values.username.trim() === user.username}
            mt="xs"
            className={classes.save}
          >
            {t('profile.save')}
          </SubmitButton>
        </Stack>
      </form>
    </Card>
  );
}

/** Another tab may change the name: a field that showed the old one shows the new one. */
function useNewName(form: UseFormReturnType<{ username: string }>, username: string): void {
  const shown = useRef(username);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only when the name changes
  useEffect(() => {
    if (form.getValues().username === shown.current) form.setValues({ username });
    shown.current = username;
  }, [username]);
}
