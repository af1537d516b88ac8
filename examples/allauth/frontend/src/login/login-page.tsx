import { Anchor, Divider, Group, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconFingerprint } from '@tabler/icons-react';
import { useDestination, withNext } from 'frontend/src/features/session/destination';
import { BusyButton } from 'frontend/src/ui/busy-button';
import { Card } from 'frontend/src/ui/card';
import { FormAlert } from 'frontend/src/ui/forms/form-alert';
import { PasswordField } from 'frontend/src/ui/forms/password-field';
import { SubmitButton } from 'frontend/src/ui/forms/submit-button';
import { useSubmit } from 'frontend/src/ui/forms/use-submit';
import { checkEmail, requiredPassword } from 'frontend/src/ui/forms/validation';
import { Page } from 'frontend/src/ui/page';
import { Link } from 'react-router';
import { usePasskeyLogin } from 'safejwt-js/react/passkeys';
import { allauth } from '../auth';
import { problemText } from '../problem-text';
import { ProviderButton } from './provider-button';

/** After the login, the guest route redirects the user to their destination. */
export function LoginPage() {
  const destination = useDestination();
  const passkey = usePasskeyLogin((get) => allauth.passkeys.login(get));
  const form = useForm({
    initialValues: { email: '', password: '' },
    validate: { email: checkEmail, password: requiredPassword() },
  });
  const { onSubmit, failure } = useSubmit(form, async ({ email, password }) => {
    await allauth.login({ email: email.trim(), password });
  });

  return (
    <Page title="Log in" heading="Log in" layout="narrow">
      <Card>
        <form onSubmit={onSubmit} noValidate aria-label="Log in">
          <Stack>
            <FormAlert>{failure ?? problemText(passkey.error)}</FormAlert>
            {/* "webauthn" offers passkeys in the autofill of the field. */}
            <TextInput
              label="Email"
              name="email"
              type="email"
              autoComplete="username webauthn"
              size="md"
              {...form.getInputProps('email')}
            />
            <PasswordField
              label="Password"
              name="password"
              autoComplete="current-password"
              size="md"
              {...form.getInputProps('password')}
            />
            <SubmitButton busy={form.submitting} size="md" fullWidth>
              Log in
            </SubmitButton>
            <Group justify="space-between" gap="xs">
              <Anchor component={Link} to="/forgot-password" underline="always" size="sm">
                Forgot your password?
              </Anchor>
              <Anchor component={Link} to={withNext('/login/code', destination)} underline="always" size="sm">
                Log in with a code
              </Anchor>
            </Group>
          </Stack>
        </form>
        <Divider label="or" my="lg" />
        <Stack>
          {passkey.isSupported && (
            <BusyButton
              variant="default"
              size="md"
              fullWidth
              busy={passkey.isPending}
              onClick={() => void passkey.signIn()}
              leftSection={<IconFingerprint size={20} aria-hidden />}
            >
              Log in with a passkey
            </BusyButton>
          )}
          <ProviderButton />
        </Stack>
      </Card>
      <Text ta="center" mt="lg">
        No account yet?{' '}
        <Anchor component={Link} to={withNext('/register', destination)} underline="always">
          Create one
        </Anchor>
      </Text>
    </Page>
  );
}
