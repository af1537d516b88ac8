import { Anchor, Button, Divider, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconFingerprint } from '@tabler/icons-react';
import { useDestination, withNext } from 'frontend/src/features/session/destination';
import { Card } from 'frontend/src/ui/card';
import { FormAlert } from 'frontend/src/ui/forms/form-alert';
import { NewPasswordField } from 'frontend/src/ui/forms/new-password-field';
import { SubmitButton } from 'frontend/src/ui/forms/submit-button';
import { useSubmit } from 'frontend/src/ui/forms/use-submit';
import { checkEmail, requiredPassword } from 'frontend/src/ui/forms/validation';
import { Page } from 'frontend/src/ui/page';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { allauth } from '../auth';
import { useWays } from '../ways';
import { ProviderButtons } from './provider-buttons';

/** Creates an account. The next step is the code that confirms the email address. */
export function RegisterPage() {
  const { t } = useTranslation();
  const destination = useDestination();
  const { hasPasskeys, providers } = useWays();
  const form = useForm({
    initialValues: { email: '', password: '' },
    validate: { email: checkEmail, password: requiredPassword('newPassword') },
  });
  const { onSubmit, failure } = useSubmit(form, async ({ email, password }) => {
    await allauth.signup({ email: email.trim(), password });
  });

  return (
    <Page title={t('register.heading')} heading={t('register.heading')} layout="narrow">
      <Card>
        <form onSubmit={onSubmit} noValidate aria-label={t('register.heading')}>
          <Stack>
            <FormAlert>{failure}</FormAlert>
            <TextInput
              label={t('fields.email')}
              name="email"
              type="email"
              autoComplete="username"
              size="md"
              {...form.getInputProps('email')}
            />
            <NewPasswordField
              label={t('fields.password')}
              name="password"
              size="md"
              personal={[form.values.email]}
              {...form.getInputProps('password')}
            />
            <SubmitButton busy={form.submitting} size="md" fullWidth>
              {t('register.submit')}
            </SubmitButton>
          </Stack>
        </form>
        {(hasPasskeys || providers.length > 0) && <Divider label={t('ways.or')} my="lg" />}
        <Stack>
          {hasPasskeys && (
            <Button
              component={Link}
              to={withNext('/register/passkey', destination)}
              variant="default"
              size="md"
              leftSection={<IconFingerprint size={20} aria-hidden />}
            >
              {t('ways.passkeyInstead')}
            </Button>
          )}
          <ProviderButtons />
        </Stack>
      </Card>
      <Text ta="center" mt="lg">
        {t('register.haveAccount')}{' '}
        <Anchor component={Link} to={withNext('/login', destination)} underline="always">
          {t('login.heading')}
        </Anchor>
      </Text>
    </Page>
  );
}
