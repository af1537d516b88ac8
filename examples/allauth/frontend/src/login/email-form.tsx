import { Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { FormAlert } from 'frontend/src/ui/forms/form-alert';
import { SubmitButton } from 'frontend/src/ui/forms/submit-button';
import { useSubmit } from 'frontend/src/ui/forms/use-submit';
import { checkEmail } from 'frontend/src/ui/forms/validation';
import { useTranslation } from 'react-i18next';

interface EmailFormProps {
  name: string;
  submit: string;
  onEmail: (email: string) => Promise<unknown>;
}

/** A form with an email address only. */
export function EmailForm({ name, submit, onEmail }: EmailFormProps) {
  const { t } = useTranslation();
  const form = useForm({ initialValues: { email: '' }, validate: { email: checkEmail } });
  const { onSubmit, failure } = useSubmit(form, async ({ email }) => {
    await onEmail(email.trim());
  });
  return (
    <form onSubmit={onSubmit} noValidate aria-label={name}>
      <Stack>
        <FormAlert>{failure}</FormAlert>
        <TextInput
          label={t('fields.email')}
          name="email"
          type="email"
          autoComplete="email"
          size="md"
          {...form.getInputProps('email')}
        />
        <SubmitButton busy={form.submitting} size="md" fullWidth>
          {submit}
        </SubmitButton>
      </Stack>
    </form>
  );
}
