import { Stack } from '@mantine/core';
import { useForm } from '@mantine/form';
import { FormAlert } from 'frontend/src/ui/forms/form-alert';
import { PasswordField } from 'frontend/src/ui/forms/password-field';
import { SubmitButton } from 'frontend/src/ui/forms/submit-button';
import { useSubmit } from 'frontend/src/ui/forms/use-submit';
import { UsernameForManagers } from 'frontend/src/ui/forms/username-field';
import { requiredPassword } from 'frontend/src/ui/forms/validation';
import { useTranslation } from 'react-i18next';
import { useUser } from 'safejwt-js/react';
import { allauth } from '../auth';

export function PasswordForm({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation();
  const user = useUser();
  const form = useForm({ initialValues: { password: '' }, validate: { password: requiredPassword() } });
  const { onSubmit, failure } = useSubmit(form, async ({ password }) => {
    await allauth.reauthentication.byPassword(password);
    onDone();
  });
  return (
    <form onSubmit={onSubmit} noValidate aria-label={t('confirm.byPassword')}>
      <UsernameForManagers username={user?.email ?? ''} />
      <Stack>
        <FormAlert>{failure}</FormAlert>
        <PasswordField
          label={t('fields.password')}
          name="password"
          autoComplete="current-password"
          data-autofocus
          {...form.getInputProps('password')}
        />
        <SubmitButton busy={form.submitting}>{t('reauthenticate.submit')}</SubmitButton>
      </Stack>
    </form>
  );
}
