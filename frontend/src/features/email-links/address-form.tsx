import { Stack } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import { useAuthClient } from 'safejwt-js/react';
import { Card } from '../../ui/card';
import { EmailField } from '../../ui/forms/email-field';
import { FormAlert } from '../../ui/forms/form-alert';
import { SubmitButton } from '../../ui/forms/submit-button';
import { useSubmit } from '../../ui/forms/use-submit';
import { checkEmail } from '../../ui/forms/validation';
import { BackLink } from '../session/back-link';

interface AddressFormProps {
  /** The endpoint, relative to the client's `baseUrl`. */
  path: string;
  name: string;
  submit: string;
  onSent: (email: string) => void;
}

/** Requests a link by email. The server does not reveal whether an account exists. */
export function AddressForm({ path, name, submit, onSent }: AddressFormProps) {
  const { t } = useTranslation();
  const client = useAuthClient();
  const form = useForm({ initialValues: { email: '' }, validate: { email: checkEmail } });
  const { onSubmit, failure } = useSubmit(form, async (values) => {
    const email = values.email.trim();
    await client.request(path, { body: { email } });
    onSent(email);
  });
  return (
    <>
      <Card>
        <form onSubmit={onSubmit} noValidate aria-label={name}>
          <Stack>
            <FormAlert>{failure}</FormAlert>
            <EmailField label={t('fields.email')} size="md" {...form.getInputProps('email')} />
            <SubmitButton busy={form.submitting} size="md" fullWidth mt="xs">
              {submit}
            </SubmitButton>
          </Stack>
        </form>
      </Card>
      <BackLink />
    </>
  );
}
