import { Stack } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useAuthClient } from 'safejwt-js/react';
import type { Account } from '../../auth';
import { alertSuccess } from '../../components/alerts';
import { Card } from '../../components/card';
import { FormAlert } from '../../components/form-alert';
import { PasswordField } from '../../components/password-field';
import { SubmitButton } from '../../components/submit-button';
import { useSubmit } from '../../use-submit';
import classes from './account.module.css';

/** Changes the password; the server ends the person's other sessions with it. */
export function PasswordForm({ user, onChanged }: { user: Account; onChanged: () => void }) {
  const client = useAuthClient<Account>();
  const form = useForm({
    initialValues: { current_password: '', password: '' },
    validate: {
      current_password: (value) => (value === '' ? 'Enter your current password.' : null),
      password: (value) => (value === '' ? 'Choose a new password.' : null),
    },
  });
  const { onSubmit, failure } = useSubmit(form, async (body) => {
    const saved = await client.request<Account>(`${user.id}/`, { method: 'PATCH', body });
    client.setUser(saved);
    form.reset();
    onChanged();
    alertSuccess('Your password has been changed. Your other devices are logged out.');
  });

  return (
    <Card heading="Password">
      <form onSubmit={onSubmit} noValidate aria-label="Change password">
        {/* Tells password managers whose password this is. */}
        <input type="text" name="username" autoComplete="username" value={user.username} readOnly hidden />
        <Stack>
          <FormAlert>{failure}</FormAlert>
          <PasswordField
            label="Current password"
            name="current_password"
            autoComplete="current-password"
            {...form.getInputProps('current_password')}
          />
          <PasswordField
            label="New password"
            description="Your other devices will be logged out."
            name="password"
            autoComplete="new-password"
            {...form.getInputProps('password')}
          />
          <SubmitButton busy={form.submitting} mt="xs" className={classes.save}>
            Change password
          </SubmitButton>
        </Stack>
      </form>
    </Card>
  );
}
