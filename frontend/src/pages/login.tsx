import { Anchor, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { Link } from 'react-router';
import { useAuth } from 'safejwt-js/react';
import { Card } from '../components/card';
import { FormAlert } from '../components/form-alert';
import { Page } from '../components/page';
import { PasswordField } from '../components/password-field';
import { SubmitButton } from '../components/submit-button';
import { useDestination, withNext } from '../destination';
import { useSubmit } from '../use-submit';

/** The guest route around it sends the person on as soon as they are signed in. */
export function LoginPage() {
  const { login } = useAuth();
  const destination = useDestination();
  const form = useForm({
    initialValues: { username: '', password: '' },
    validate: {
      username: (value) => (value.trim() === '' ? 'Enter your username.' : null),
      password: (value) => (value === '' ? 'Enter your password.' : null),
    },
  });
  const { onSubmit, failure } = useSubmit(form, async ({ username, password }) => {
    await login({ username: username.trim(), password });
  });

  return (
    <Page title="Log in" heading="Log in" layout="narrow">
      <Card>
        <form onSubmit={onSubmit} noValidate aria-label="Log in">
          <Stack>
            <FormAlert>{failure}</FormAlert>
            <TextInput
              label="Username"
              name="username"
              autoComplete="username"
              autoCapitalize="none"
              autoCorrect="off"
              spellCheck={false}
              size="md"
              {...form.getInputProps('username')}
            />
            <PasswordField
              label="Password"
              name="password"
              autoComplete="current-password"
              size="md"
              {...form.getInputProps('password')}
            />
            <SubmitButton busy={form.submitting} size="md" fullWidth mt="xs">
              Log in
            </SubmitButton>
          </Stack>
        </form>
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
