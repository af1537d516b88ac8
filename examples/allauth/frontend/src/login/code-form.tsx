import { Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { FormAlert } from 'frontend/src/ui/forms/form-alert';
import { SubmitButton } from 'frontend/src/ui/forms/submit-button';
import { useSubmit } from 'frontend/src/ui/forms/use-submit';
import { useTranslation } from 'react-i18next';

interface CodeFormProps {
  label: string;
  description?: string;
  submit: string;
  /** The name of the field in django-allauth: its errors appear there. */
  name?: 'code' | 'key';
  onCode: (code: string) => Promise<unknown>;
}

/** A field for a code that the user has received, or that their app shows. */
export function CodeForm({ label, description, submit, name = 'code', onCode }: CodeFormProps) {
  const { t } = useTranslation();
  const form = useForm<Record<string, string>>({
    initialValues: { [name]: '' },
    validate: { [name]: (value: string) => (value.trim() === '' ? t('code.missing') : null) },
  });
  const { onSubmit, failure } = useSubmit(form, async (values) => {
    await onCode((values[name] ?? '').trim());
  });
  return (
    <form onSubmit={onSubmit} noValidate>
      <Stack>
        <FormAlert>{failure}</FormAlert>
        <TextInput
          label={label}
          description={description}
          name={name}
          autoComplete="one-time-code"
          autoCapitalize="characters"
          autoCorrect="off"
          spellCheck={false}
          size="md"
          data-autofocus
          {...form.getInputProps(name)}
        />
        <SubmitButton busy={form.submitting} size="md" fullWidth>
          {submit}
        </SubmitButton>
      </Stack>
    </form>
  );
}
