import { Anchor, Divider, Group, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useDestination, withNext } from 'frontend/src/features/session/destination';
import { Card } from 'frontend/src/ui/card';
import { FormAlert } from 'frontend/src/ui/forms/form-alert';
import { PasswordField } from 'frontend/src/ui/forms/password-field';
import { SubmitButton } from 'frontend/src/ui/forms/submit-button';
import { useSubmit } from 'frontend/src/ui/forms/use-submit';
import { checkEmail, requiredPassword } from 'frontend/src/ui/forms/validation';
import { Page } from 'frontend/src/ui/page';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { allauth } from '../auth';
import { useWays } from '../ways';
import { PasskeyLogin } from './passkey-login';
import { ProviderButtons } from './provider-buttons';

/** After the login, the guest route redirects the user to their destination. */
export function LoginPage() {
  const { t } = useTranslation();
  const destination = useDestination();
  const { hasPasskeys, providers } = useWays();
  const form = useForm({
    initialValues: { email: '', password: '' },
    validate: { email: checkEmail, password: requiredPassword() },
  });
  const { onSubmit, failure } = useSubmit(form, async ({ email, password }) => {
    await allauth.login({ email: email.trim(), password });
  });

  return (
    <Page title={t('login.heading')} heading={t('login.heading')} layout="narrow">
      <Card>
        <form onSubmit={onSubmit} noValidate aria-label={t('login.heading')}>
          <Stack>
            <FormAlert>{failure}</FormAlert>
            {/* "webauthn" offers passkeys in the autofill of the field. */}
            <TextInput
              label={t('fields.email')}
              name="email"
              type="email"
              autoComplete={hasPasskeys ? 'username webauthn' : 'username'}
              size="md"
              {...form.getInputProps('email')}
            />
            <PasswordField
              label={t('fields.password')}
              name="password"
              autoComplete="current-password"
              size="md"
              {...form.getInputProps('password')}
            />
            <SubmitButton busy={form.submitting} size="md" fullWidth>
              {t('login.heading')}
            </SubmitButton>
            <Group justify="space-between" gap="xs">
              <Anchor component={Link} to="/forgot-password" underline="always" size="sm">
                {t('login.forgot')}
              </Anchor>
              <Anchor component={Link} to={withNext('/login/code', destination)} underline="always" size="sm">
                {t('ways.withCode')}
              </Anchor>
            </Group>
          </Stack>
        </form>
        {(hasPasskeys || providers.length > 0) && <Divider label={t('ways.or')} my="lg" />}
        <Stack>
          {hasPasskeys && <PasskeyLogin />}
          <ProviderButtons />
        </Stack>
      </Card>
      <Text ta="center" mt="lg">
        {t('login.noAccount')}{' '}
        <Anchor component={Link} to={withNext('/register', destination)} underline="always">
          {t('login.create')}
        </Anchor>
      </Text>
    </Page>
  );
}
