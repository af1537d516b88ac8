import { Stack } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Card } from '../../ui/card';
import { FormAlert } from '../../ui/forms/form-alert';
import { NewPasswordField } from '../../ui/forms/new-password-field';
import { PasswordField } from '../../ui/forms/password-field';
import { SubmitButton } from '../../ui/forms/submit-button';
import { useSubmit } from '../../ui/forms/use-submit';
import { UsernameForManagers } from '../../ui/forms/username-field';
import { checkNewPassword, requiredPassword } from '../../ui/forms/validation';
import { alertSuccess } from '../../ui/notifications';
import type { Account } from '../session/auth-client';
import { useOwnRequest } from '../session/own-request';
import classes from './account.module.css';
import { devicesKey } from './devices/device-queries';

/** Changes the password. The server then ends the user's other sessions. */
export function PasswordForm({ user }: { user: Account }) {
  const { t } = useTranslation();
  const request = useOwnRequest();
  const queries = useQueryClient();
  const form = useForm({
    initialValues: { current_password: '', password: '' },
    validate: { current_password: requiredPassword('currentPassword'), password: checkNewPassword },
  });
  const { onSubmit, failure } = useSubmit(form, async (body) => {
    await request('password/change/', { body });
    form.reset();
    await queries.invalidateQueries({ queryKey: devicesKey(user) });
    alertSuccess(t('password.done'));
  });

  return (
    <Card heading={t('password.heading')} description={t('password.description')}>
      <form onSubmit={onSubmit} noValidate aria-label={t('password.heading')}>
        <UsernameForManagers username={user.username} />
        <Stack>
          <FormAlert>{failure}</FormAlert>
          <PasswordField
            label={t('fields.currentPassword')}
            name="current_password"
            autoComplete="current-password"
            {...form.getInputProps('current_password')}
          />
          <NewPasswordField
            label={t('fields.newPassword')}
            name="password"
            personal={[user.username, user.email]}
            {...form.getInputProps('password')}
          />
          <SubmitButton busy={form.submitting} idle={!form.isDirty()} className={classes.save}>
            {t('password.submit')}
          </SubmitButton>
        </Stack>
      </form>
    </Card>
  );
}
