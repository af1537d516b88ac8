import { Anchor, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { Link } from 'react-router';
import { useAuth } from 'safejwt-js/react';
import { alertSuccess } from '../components/alerts';
import { Card } from '../components/card';
import { FormAlert } from '../components/form-alert';
import { Page } from '../components/page';
import { PasswordField } from '../components/password-field';
import { SubmitButton } from '../components/submit-button';
import { useDestination, withNext } from '../destination';
import { useSubmit } from '../use-submit';
import { checkEmail, checkUsername } from '../validation';

/** The guest route around it sends the person on as soon as they are signed in. */
export function RegisterPage() {
  const { register } = useAuth();
  const destination = useDestination();
  const form = useForm({
    initialValues: { username: '', email: '', password: '' },
    validate: {
      username: checkUsername,
      email: checkEmail,
      password: (value) => (value === '' ? 'Choose a password.' : null),
    },
  });
  const { onSubmit, failure } = useSubmit(form, async ({ username, email, password }) => {
    const user = await register({ username: username.trim(), email: email.trim(), password });
    alertSuccess(`Welcome, ${user.username}. Your account is ready.`);
  });

  return (
    <Page title="Create your account" heading="Create your account" layout="narrow">
      <Card>
        <form onSubmit={onSubmit} noValidate aria-label="Create your account">
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
            <TextInput
              label="E-mail"
              name="email"
              type="email"
              autoComplete="email"
              size="md"
              {...form.getInputProps('email')}
            />
            <PasswordField
              label="Password"
              description="Several words in a row are easy to remember and hard to guess."
              name="password"
              autoComplete="new-password"
              size="md"
              {...form.getInputProps('password')}
            />
            <SubmitButton busy={form.submitting} size="md" fullWidth mt="xs">
              Create account
            </SubmitButton>
          </Stack>
        </form>
      </Card>
      <Text ta="center" mt="lg">
        Already have an account?{' '}
        <Anchor component={Link} to={withNext('/login', destination)} underline="always">
          Log in
        </Anchor>
      </Text>
    </Page>
  );
}
