import { Button, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAuthClient } from 'safejwt-js/react';
import { BackToLogin } from '../../components/back-to-login';
import { Card } from '../../components/card';
import { FormAlert } from '../../components/form-alert';
import { Page } from '../../components/page';
import { SubmitButton } from '../../components/submit-button';
import { useSubmit } from '../../use-submit';
import { checkEmail } from '../../validation';

/** Asks for a link to choose a new password; whether there is such an account is not said. */
export function ForgotPasswordPage() {
  const { t } = useTranslation();
  const [sentTo, setSentTo] = useState<string | null>(null);
  if (sentTo === null) return <AddressForm onSent={setSentTo} />;
  return (
    <Page key="sent" title={t('forgot.sentHeading')} heading={t('forgot.sentHeading')} layout="narrow" isSequel>
      <Card>
        <Stack align="flex-start">
          <Text>{t('forgot.sent', { email: sentTo })}</Text>
          <Button variant="default" onClick={() => setSentTo(null)}>
            {t('forgot.again')}
          </Button>
        </Stack>
      </Card>
      <BackToLogin />
    </Page>
  );
}

function AddressForm({ onSent }: { onSent: (email: string) => void }) {
  const { t } = useTranslation();
  const client = useAuthClient();
  const form = useForm({ initialValues: { email: '' }, validate: { email: checkEmail } });
  const { onSubmit, failure } = useSubmit(form, async (values) => {
    const email = values.email.trim();
    await client.request('password/reset/', { body: { email } });
    onSent(email);
  });
  return (
    <Page title={t('forgot.heading')} heading={t('forgot.heading')} lead={t('forgot.lead')} layout="narrow">
      <Card>
        <form onSubmit={onSubmit} noValidate aria-label={t('forgot.heading')}>
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
            <SubmitButton busy={form.submitting} size="md" fullWidth mt="xs">
              {t('forgot.submit')}
            </SubmitButton>
          </Stack>
        </form>
      </Card>
      <BackToLogin />
    </Page>
  );
}
