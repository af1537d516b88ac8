import { Stack } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQueryClient } from '@tanstack/react-query';
import { devicesKey } from 'frontend/src/features/account/devices/device-queries';
import { Card } from 'frontend/src/ui/card';
import { FormAlert } from 'frontend/src/ui/forms/form-alert';
import { NewPasswordField } from 'frontend/src/ui/forms/new-password-field';
import { PasswordField } from 'frontend/src/ui/forms/password-field';
import { SubmitButton } from 'frontend/src/ui/forms/submit-button';
import { useSubmit } from 'frontend/src/ui/forms/use-submit';
import { UsernameForManagers } from 'frontend/src/ui/forms/username-field';
import { requiredPassword } from 'frontend/src/ui/forms/validation';
import { alertSuccess } from 'frontend/src/ui/notifications';
import { useTranslation } from 'react-i18next';
import type { RegisteredUser } from 'safejwt-js';
import { allauth, client } from '../auth';

/** Changes the password, or sets the first one. The server then ends the user's other sessions. */
export function PasswordForm({ user }: { user: RegisteredUser }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const heading = t(user.has_password ? 'password.heading' : 'security.setPassword');
  const form = useForm({
    initialValues: { current_password: '', new_password: '' },
    validate: {
      ...(user.has_password && { current_password: requiredPassword('currentPassword') }),
      new_password: requiredPassword('newPassword'),
    },
  });
  const { onSubmit, failure } = useSubmit(form, async ({ current_password, new_password }) => {
    await allauth.password.change({ new_password, ...(user.has_password && { current_password }) });
    form.reset();
    client.setUser({ ...user, has_password: true });
    await queries.invalidateQueries({ queryKey: devicesKey(user) });
    alertSuccess(t('password.done'));
  });

  return (
    <Card heading={heading} description={t('password.description')}>
      <form onSubmit={onSubmit} noValidate aria-label={heading}>
        <UsernameForManagers username={user.email} />
        <Stack>
          <FormAlert>{failure}</FormAlert>
          {user.has_password && (
            <PasswordField
              label={t('fields.currentPassword')}
              name="current_password"
              autoComplete="current-password"
              {...form.getInputProps('current_password')}
            />
          )}
          <NewPasswordField
            label={t('fields.newPassword')}
            name="new_password"
            personal={[user.email]}
            {...form.getInputProps('new_password')}
          />
          <SubmitButton busy={form.submitting}>{heading}</SubmitButton>
        </Stack>
      </form>
    </Card>
  );
}
