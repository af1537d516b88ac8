import { Stack } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import { useAuthClient } from 'safejwt-js/react';
import type { Account } from '../../auth';
import { alertSuccess } from '../../components/alerts';
import { Card } from '../../components/card';
import { FormAlert } from '../../components/form-alert';
import { SubmitButton } from '../../components/submit-button';
import { UsernameField } from '../../components/username-field';
import { useSubmit } from '../../use-submit';
import { required } from '../../validation';
import classes from './account.module.css';

/** The name the person is known by. */
export function ProfileForm({ user }: { user: Account }) {
  const { t } = useTranslation();
  const client = useAuthClient<Account>();
  const form = useForm({
    initialValues: { username: user.username },
    validate: { username: required('newUsername') },
  });
  const { onSubmit, failure } = useSubmit(form, async (values) => {
    const username = values.username.trim();
    if (username === user.username) return alertSuccess(t('profile.nothingToSave'));
    const saved = await client.request<Account>(`${user.id}/`, { method: 'PATCH', body: { username } });
    client.setUser(saved);
    form.setValues({ username: saved.username });
    alertSuccess(t('profile.saved'));
  });

  return (
    <Card heading={t('profile.heading')}>
      <form onSubmit={onSubmit} noValidate aria-label={t('profile.heading')}>
        <Stack>
          <FormAlert>{failure}</FormAlert>
          <UsernameField label={t('fields.username')} {...form.getInputProps('username')} />
          <SubmitButton busy={form.submitting} mt="xs" className={classes.save}>
            {t('profile.save')}
          </SubmitButton>
        </Stack>
      </form>
    </Card>
  );
}
