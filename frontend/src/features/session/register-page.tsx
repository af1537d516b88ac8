import { Anchor, Button, Group, Stack, Text } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useAuth } from 'safejwt-js/react';
import { Card } from '../../ui/card';
import { EmailField } from '../../ui/forms/email-field';
import { FormAlert } from '../../ui/forms/form-alert';
import { NewPasswordField } from '../../ui/forms/new-password-field';
import { SubmitButton } from '../../ui/forms/submit-button';
import { useSubmit } from '../../ui/forms/use-submit';
import { UsernameField } from '../../ui/forms/username-field';
import { checkEmail, checkNewPassword, required } from '../../ui/forms/validation';
import { alertSuccess } from '../../ui/notifications';
import { Page } from '../../ui/page';
import { shortened } from '../../ui/shortened';
import { BackLink } from './back-link';
import { useDestination, withNext } from './destination';
import { signInHere } from './own-sign-in';
import { ResendVerification } from './resend-verification';

interface Identity {
  username: string;
  email: string;
}

/** After the registration, the guest route redirects the user to their destination. */
export default function RegisterPage() {
  const { t } = useTranslation();
  // Set if the server requires a verified address before the login.
  const [mailed, setMailed] = useState<Identity | null>(null);
  const [isCorrecting, setCorrecting] = useState(false);

  function onMailed(identity: Identity) {
    setMailed(identity);
    setCorrecting(false);
  }

  if (mailed === null || isCorrecting) return <RegistrationForm known={mailed} onMailed={onMailed} />;
  const { email } = mailed;
  return (
    <Page key="mailed" title={t('register.checkMail')} heading={t('register.checkMail')} layout="narrow" replacesPage>
      <Card>
        <Text>{t('register.checkMailText', { email })}</Text>
        <Text size="sm" c="dimmed" mt="sm">
          {t('register.notThere')} {t('mailLink.limit')}
        </Text>
        <Group mt="lg">
          <ResendVerification email={email} />
          <Button variant="default" onClick={() => setCorrecting(true)}>
            {t('register.correct')}
          </Button>
        </Group>
      </Card>
      <BackLink />
    </Page>
  );
}

interface RegistrationFormProps {
  /** The values to correct, after a first submission. */
  known: Identity | null;
  onMailed: (identity: Identity) => void;
}

function RegistrationForm({ known, onMailed }: RegistrationFormProps) {
  const { t } = useTranslation();
  const { register } = useAuth();
  const destination = useDestination();
  const form = useForm({
    initialValues: { username: '', email: '', ...known, password: '' },
    validate: { username: required('newUsername'), email: checkEmail, password: checkNewPassword },
  });
  const { onSubmit, failure } = useSubmit(form, async ({ username, email, password }) => {
    const identity = { username: username.trim(), email: email.trim() };
    const user = await signInHere(() => register({ ...identity, password }));
    if (user) alertSuccess(t('register.welcome', { username: shortened(user.username) }));
    else onMailed(identity);
  });

  return (
    <Page
      title={t('register.heading')}
      heading={t('register.heading')}
      layout="narrow"
      replacesPage={known !== null}
      startsInField
    >
      <Card>
        <form onSubmit={onSubmit} noValidate aria-label={t('register.heading')}>
          <Stack>
            <FormAlert>{failure}</FormAlert>
            <UsernameField label={t('fields.username')} size="md" {...form.getInputProps('username')} />
            <EmailField label={t('fields.email')} size="md" {...form.getInputProps('email')} />
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
