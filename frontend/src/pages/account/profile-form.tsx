import { Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useRef } from 'react';
import { useAuthClient } from 'safejwt-js/react';
import type { Account } from '../../auth';
import { alertSuccess } from '../../components/alerts';
import { Card } from '../../components/card';
import { FormAlert } from '../../components/form-alert';
import { PasswordField } from '../../components/password-field';
import { SubmitButton } from '../../components/submit-button';
import { useSubmit } from '../../use-submit';
import { checkEmail, checkUsername } from '../../validation';
import classes from './account.module.css';
import { profileChanges } from './profile-changes';

/** Username and e-mail; a new e-mail address asks for the current password. */
export function ProfileForm({ user }: { user: Account }) {
  const client = useAuthClient<Account>();
  const saveButton = useRef<HTMLButtonElement>(null);
  const form = useForm({
    initialValues: { username: user.username, email: user.email, current_password: '' },
    validate: {
      username: checkUsername,
      email: checkEmail,
      current_password: (value, values) =>
        profileChanges(values, user).email !== undefined && value === '' ? 'Enter your current password.' : null,
    },
  });
  const changes = profileChanges(form.values, user);

  const { onSubmit, failure } = useSubmit(form, async (values) => {
    const body = profileChanges(values, user);
    if (Object.keys(body).length === 0) return alertSuccess('Everything is saved already.');
    const saved = await client.request<Account>(`${user.id}/`, { method: 'PATCH', body });
    client.setUser(saved);
    form.setValues({ username: saved.username, email: saved.email, current_password: '' });
    saveButton.current?.focus();
    alertSuccess('Your profile has been saved.');
  });

  return (
    <Card heading="Profile">
      <form onSubmit={onSubmit} noValidate aria-label="Profile">
        <Stack>
          <FormAlert>{failure}</FormAlert>
          <TextInput
            label="Username"
            name="username"
            autoComplete="username"
            autoCapitalize="none"
            autoCorrect="off"
            spellCheck={false}
            {...form.getInputProps('username')}
          />
          <TextInput label="E-mail" name="email" type="email" autoComplete="email" {...form.getInputProps('email')} />
          {changes.email !== undefined && (
            <PasswordField
              label="Current password"
              description="A new e-mail address needs it, to be sure that it is you."
              name="current_password"
              autoComplete="current-password"
              {...form.getInputProps('current_password')}
            />
          )}
          <SubmitButton busy={form.submitting} ref={saveButton} mt="xs" className={classes.save}>
            Save changes
          </SubmitButton>
        </Stack>
      </form>
    </Card>
  );
}
