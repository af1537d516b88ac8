import { Button, Stack, Text } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { isAuthError } from 'safejwt-js';
import { useAuthClient, useUser } from 'safejwt-js/react';
import { Card } from '../../ui/card';
import { FormAlert } from '../../ui/forms/form-alert';
import { SubmitButton } from '../../ui/forms/submit-button';
import { useSubmit } from '../../ui/forms/use-submit';
import { Page } from '../../ui/page';
import { PageLoader } from '../../ui/page-loader';
import { BackLink } from '../session/back-link';
import { isExpiredLink } from './expired-link';
import { isStillLoggedIn } from './still-logged-in';
import { UnusableLink } from './unusable-link';
import { useCheckedLink, type WorkingLink } from './use-checked-link';

/** Opened by the link "This was not me" of an alert. Nothing happens until the user presses the button. */
export default function SecureAccountPage() {
  const { t } = useTranslation();
  const link = useCheckedLink();
  const [used, setUsed] = useState<{ token: string; isAnothers: boolean } | null>(null);
  if (link.state === 'checking') return <PageLoader label={t('mailLink.working')} />;
  if (link.state === 'works') {
    const { token } = link;
    if (token === used?.token) return <Secured isAnothers={used.isAnothers} />;
    return <Question key={token} {...link} onDone={(isAnothers) => setUsed({ token, isAnothers })} />;
  }
  return (
    <UnusableLink problem={link.state} lead={t(`secure.${link.state}`)}>
      <Button component={Link} to="/forgot-password">
        {t('forgot.heading')}
      </Button>
    </UnusableLink>
  );
}

interface QuestionProps extends WorkingLink {
  /** Whether this browser's session is known to be another account's. */
  onDone: (isAnothers: boolean) => void;
}

function Question({ token, onDone, onExpiredLink }: QuestionProps) {
  const { t } = useTranslation();
  const client = useAuthClient();
  const user = useUser();
  const form = useForm({ initialValues: {} });
  const { onSubmit, failure } = useSubmit(form, async () => {
    try {
      await client.request('account/secure/', { body: { token } });
    } catch (error) {
      if (isAuthError(error) && isExpiredLink(error)) return onExpiredLink();
      throw error;
    }
    onDone(user !== null && (await isStillLoggedIn(client)) === true);
  });
  return (
    <Page title={t('secure.heading')} heading={t('secure.heading')} lead={t('secure.lead')} layout="narrow">
      <Card>
        <form onSubmit={onSubmit} noValidate aria-label={t('secure.heading')}>
          <Stack>
            <FormAlert>{failure}</FormAlert>
            <SubmitButton busy={form.submitting} size="md" fullWidth>
              {t('secure.submit')}
            </SubmitButton>
          </Stack>
        </form>
      </Card>
    </Page>
  );
}

function Secured({ isAnothers }: { isAnothers: boolean }) {
  const { t } = useTranslation();
  const user = useUser();
  const heading = t('secure.doneHeading');
  return (
    <Page key="done" title={heading} heading={heading} lead={t('secure.done')} layout="narrow" replacesPage>
      {user && isAnothers && <Text mb="md">{t('mailLink.another', { username: user.username })}</Text>}
      <Button component={Link} to="/forgot-password" variant="default">
        {t('secure.notArrived')}
      </Button>
      <BackLink />
    </Page>
  );
}
