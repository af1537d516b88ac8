import { Button, Group, Stack, Text } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { User } from 'safejwt-js';
import { useAuthClient, useUser } from 'safejwt-js/react';
import { Dialog } from '../../../ui/dialog';
import { FormAlert } from '../../../ui/forms/form-alert';
import { PasswordField } from '../../../ui/forms/password-field';
import { SubmitButton } from '../../../ui/forms/submit-button';
import { useSubmit } from '../../../ui/forms/use-submit';
import { UsernameForManagers } from '../../../ui/forms/username-field';
import { requiredPassword } from '../../../ui/forms/validation';
import type { Settle } from './question';
import { useOpenQuestion } from './use-open-question';

/** Asks for the password when the API requires a re-authentication. The waiting request then continues. */
export default function ReauthenticationDialog() {
  const { t } = useTranslation();
  const user = useUser();
  const settle = useOpenQuestion();
  useCancelOnUserChange(settle, user?.id ?? null);
  return (
    <Dialog
      opened={settle !== null && user !== null}
      title={t('reauthenticate.heading')}
      onClose={() => settle?.(false)}
    >
      {settle && user && <PasswordForm username={user.username} settle={settle} />}
    </Dialog>
  );
}

/** The waiting request belongs to one user. After a logout or another login, it must not ask anyone else. */
function useCancelOnUserChange(settle: Settle | null, user: User['id'] | null): void {
  const asked = useRef<{ settle: typeof settle; user: typeof user }>({ settle: null, user: null });
  useEffect(() => {
    if (asked.current.settle !== settle) asked.current = { settle, user };
    if (user === null || asked.current.user !== user) settle?.(false);
  }, [settle, user]);
}

interface PasswordFormProps {
  username: string;
  settle: Settle;
}

function PasswordForm({ username, settle }: PasswordFormProps) {
  const { t } = useTranslation();
  const client = useAuthClient();
  const form = useForm({ initialValues: { password: '' }, validate: { password: requiredPassword() } });
  const { onSubmit, failure } = useSubmit(form, async ({ password }) => {
    await client.reauthenticate(password);
    settle(true);
  });

  return (
    <form onSubmit={onSubmit} noValidate aria-label={t('reauthenticate.heading')}>
      <UsernameForManagers username={username} />
      <Stack>
        <Text size="sm">{t('reauthenticate.text')}</Text>
        <FormAlert>{failure}</FormAlert>
        <PasswordField
          label={t('fields.password')}
          name="password"
          autoComplete="current-password"
          data-autofocus
          {...form.getInputProps('password')}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={() => settle(false)}>
            {t('app.cancel')}
          </Button>
          <SubmitButton busy={form.submitting}>{t('reauthenticate.submit')}</SubmitButton>
        </Group>
      </Stack>
    </form>
  );
}
