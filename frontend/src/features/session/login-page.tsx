import { Alert, Anchor, Checkbox, Stack, Text } from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'react-router';
import { useAuth } from 'safejwt-js/react';
import { Card } from '../../ui/card';
import { FormAlert } from '../../ui/forms/form-alert';
import { PasswordField } from '../../ui/forms/password-field';
import { SubmitButton } from '../../ui/forms/submit-button';
import { useSubmit } from '../../ui/forms/use-submit';
import { UsernameField } from '../../ui/forms/username-field';
import { required, requiredPassword } from '../../ui/forms/validation';
import { Page } from '../../ui/page';
import { useDestination, withNext } from './destination';
import { signInHere } from './own-sign-in';
import { isAfterReset } from './password-reset';

/** After the login, the guest route redirects the user to their destination. */
export default function LoginPage() {
  const { t } = useTranslation();
  const { login } = useAuth();
  const destination = useDestination();
  const isReset = isAfterReset(useLocation().state);
  const form = useForm({
    initialValues: { username: '', password: '', remember: true },
    validate: { username: required('usernameOrEmail'), password: requiredPassword() },
  });
  const { onSubmit, failure } = useSubmit(form, async ({ username, ...others }) => {
    await signInHere(() => login({ username: username.trim(), ...others }));
  });

  return (
    <Page title={t('login.heading')} heading={t('login.heading')} layout="narrow" startsInField>
      {isReset && (
        <Alert color="harbor" mb="lg" icon={<IconCheck aria-hidden />}>
          {t('reset.done')}
        </Alert>
      )}
      <Card>
        <form onSubmit={onSubmit} noValidate aria-label={t('login.heading')}>
          <Stack>
            <FormAlert>{failure}</FormAlert>
            <UsernameField label={t('fields.usernameOrEmail')} size="md" {...form.getInputProps('username')} />
            <div>
              <PasswordField
                label={t('fields.password')}
                name="password"
                autoComplete="current-password"
                size="md"
                {...form.getInputProps('password')}
              />
              <Text size="sm" mt="xs">
                <Anchor component={Link} to="/forgot-password" underline="always">
                  {t('login.forgot')}
                </Anchor>
              </Text>
            </div>
            <Checkbox
              label={t('fields.remember')}
              description={t('fields.rememberHint')}
              name="remember"
              {...form.getInputProps('remember', { type: 'checkbox' })}
            />
            <SubmitButton busy={form.submitting} size="md" fullWidth mt="xs">
              {t('login.heading')}
            </SubmitButton>
          </Stack>
        </form>
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
