import { Anchor, Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useAuth } from 'safejwt-js/react';
import { Card } from '../../ui/card';
import { FormAlert } from '../../ui/forms/form-alert';
import { NewPasswordField } from '../../ui/forms/new-password-field';
import { SubmitButton } from '../../ui/forms/submit-button';
import { useSubmit } from '../../ui/forms/use-submit';
import { UsernameField } from '../../ui/forms/username-field';
import { checkEmail, required, requiredPassword } from '../../ui/forms/validation';
import { alertSuccess } from '../../ui/notifications/alerts';
import { Page } from '../../ui/page';
import { BackToLogin } from './back-to-login';
import { useDestination, withNext } from './destination';
import { SendAgain } from './resend-verification';

interface Person {
  username: string;
  email: string;
}

/** The guest route around it sends the person on as soon as they are signed in. */
export default function RegisterPage() {
  const { t } = useTranslation();
  // Set when the server wants the address confirmed before anybody is signed in.
  const [mailed, setMailed] = useState<Person | null>(null);
  const [isCorrecting, setCorrecting] = useState(false);

  function onMailed(person: Person) {
    setMailed(person);
    setCorrecting(false);
  }

  if (mailed === null || isCorrecting) return <RegistrationForm known={mailed} onMailed={onMailed} />;
  const { email } = mailed;
  return (
    <Page key="mailed" title={t('register.checkMail')} heading={t('register.checkMail')} layout="narrow" isSequel>
      <Card>
        <Text>{t('register.checkMailText', { email })}</Text>
        <Text size="sm" c="dimmed" mt="sm">
          {t('register.notThere')}
        </Text>
        <Group mt="lg">
          <SendAgain email={email} />
          <Button variant="default" onClick={() => setCorrecting(true)}>
            {t('register.correct')}
          </Button>
        </Group>
      </Card>
      <BackToLogin />
    </Page>
  );
}

interface RegistrationFormProps {
  /** What was sent before, by somebody who has come back to correct it. */
  known: Person | null;
  onMailed: (person: Person) => void;
}

function RegistrationForm({ known, onMailed }: RegistrationFormProps) {
  const { t } = useTranslation();
  const { register } = useAuth();
  const destination = useDestination();
  const form = useForm({
    initialValues: { username: '', email: '', ...known, password: '' },
    validate: { username: required('newUsername'), email: checkEmail, password: requiredPassword('newPassword') },
  });
  const { onSubmit, failure } = useSubmit(form, async ({ username, email, password }) => {
    const person = { username: username.trim(), email: email.trim() };
    const user = await register({ ...person, password });
    if (user) alertSuccess(t('register.welcome', { username: user.username }));
    else onMailed(person);
  });

  return (
    <Page title={t('register.heading')} heading={t('register.heading')} layout="narrow" isSequel={known !== null}>
      <Card>
        <form onSubmit={onSubmit} noValidate aria-label={t('register.heading')}>
          <Stack>
            <FormAlert>{failure}</FormAlert>
            <UsernameField label={t('fields.username')} size="md" {...form.getInputProps('username')} />
            <TextInput
              label={t('fields.email')}
              name="email"
              type="email"
              autoComplete="email"
              size="md"
              {...form.getInputProps('email')}
            />
            <NewPasswordField
              label={t('fields.password')}
              name="password"
              size="md"
              personal={[form.values.username, form.values.email]}
              {...form.getInputProps('password')}
            />
            <SubmitButton busy={form.submitting} size="md" fullWidth>
              {t('register.submit')}
            </SubmitButton>
          </Stack>
        </form>
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
