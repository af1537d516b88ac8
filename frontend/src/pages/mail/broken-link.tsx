import { Button, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useAuthClient, useUser } from 'safejwt-js/react';
import { BackToLogin } from '../../components/back-to-login';
import { Card } from '../../components/card';
import { FormAlert } from '../../components/form-alert';
import { Page } from '../../components/page';
import { SendAgain } from '../../components/send-again';
import { SubmitButton } from '../../components/submit-button';
import { useSubmit } from '../../use-submit';
import { checkEmail } from '../../validation';

interface BrokenLinkProps {
  kind: 'verify' | 'confirmEmail';
  /** Without a token, or with one that the server does not take any more. */
  problem: 'missing' | 'failed';
}

/** What to do about a link that leads nowhere: open all of it, or have another one sent. */
export function BrokenLink({ kind, problem }: BrokenLinkProps) {
  const { t } = useTranslation();
  const [sentTo, setSentTo] = useState<string | null>(null);
  if (sentTo !== null) {
    return (
      <Page key="sent" title={t('forgot.sentHeading')} heading={t('forgot.sentHeading')} layout="narrow" isSequel>
        <Card>
          <Stack align="flex-start">
            <Text>{t('mailLink.resent', { email: sentTo })}</Text>
            <Button variant="default" onClick={() => setSentTo(null)}>
              {t('forgot.again')}
            </Button>
          </Stack>
        </Card>
        <BackToLogin />
      </Page>
    );
  }
  return (
    <Page
      key={problem}
      title={t(`${kind}.title`)}
      heading={t(`mailLink.${problem}Heading`)}
      lead={t(`mailLink.${problem}`)}
      layout="narrow"
      isSequel={problem === 'failed'}
    >
      {kind === 'verify' ? <NewLink onSent={setSentTo} /> : <AskInAccount />}
    </Page>
  );
}

/** Another address is asked for in the account; who is not signed in there gets to it by the login. */
function AskInAccount() {
  const { t } = useTranslation();
  return (
    <Button component={Link} to="/account/email">
      {t('confirmEmail.askAgain')}
    </Button>
  );
}

function NewLink({ onSent }: { onSent: (email: string) => void }) {
  const user = useUser();
  return user ? <SendAgain email={user.email} /> : <AddressForm onSent={onSent} />;
}

function AddressForm({ onSent }: { onSent: (email: string) => void }) {
  const { t } = useTranslation();
  const client = useAuthClient();
  const form = useForm({ initialValues: { email: '' }, validate: { email: checkEmail } });
  const { onSubmit, failure } = useSubmit(form, async (values) => {
    const email = values.email.trim();
    await client.request('email/verify/resend/', { body: { email } });
    onSent(email);
  });
  return (
    <>
      <Card>
        <form onSubmit={onSubmit} noValidate aria-label={t('mailLink.sendNew')}>
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
              {t('mailLink.sendNew')}
            </SubmitButton>
          </Stack>
        </form>
      </Card>
      <BackToLogin />
    </>
  );
}
