import { Button, Stack } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { isAuthError } from 'safejwt-js';
import { useAuth, useAuthClient } from 'safejwt-js/react';
import { alertSuccess } from '../../components/alerts';
import { Card } from '../../components/card';
import { FormAlert } from '../../components/form-alert';
import { NewPasswordField } from '../../components/new-password-field';
import { Page } from '../../components/page';
import { SubmitButton } from '../../components/submit-button';
import { useMailToken } from '../../mail-link';
import { useSubmit } from '../../use-submit';
import { requiredPassword } from '../../validation';
import { isOldLink } from './old-link';

/** Where the link for a forgotten password leads. */
export function ResetPasswordPage() {
  const { t } = useTranslation();
  const token = useMailToken();
  const [failedToken, setFailedToken] = useState<string | null>(null);
  if (token !== null && token !== failedToken) {
    return <NewPasswordForm key={token} token={token} onOldLink={() => setFailedToken(token)} />;
  }
  const kind = token === null ? 'missing' : 'failed';
  return (
    <Page
      key={kind}
      title={t('forgot.heading')}
      heading={t(`mailLink.${kind}Heading`)}
      lead={t(`mailLink.${kind}`)}
      layout="narrow"
      isSequel={kind === 'failed'}
    >
      <Button component={Link} to="/forgot-password">
        {t('reset.newLink')}
      </Button>
    </Page>
  );
}

function NewPasswordForm({ token, onOldLink }: { token: string; onOldLink: () => void }) {
  const { t } = useTranslation();
  const client = useAuthClient();
  const { user, logout } = useAuth();
  const navigate = useNavigate();
  const form = useForm({ initialValues: { password: '' }, validate: { password: requiredPassword('newPassword') } });
  const { onSubmit, failure } = useSubmit(form, async ({ password }) => {
    try {
      await client.request('password/reset/confirm/', { body: { token, password } });
    } catch (error) {
      if (isAuthError(error) && isOldLink(error)) return onOldLink();
      throw error;
    }
    if (user && (await goesOn())) {
      navigate('/', { replace: true });
      return alertSuccess(t('reset.doneForAnother', { username: user.username }));
    }
    if (user) await logout().catch(() => undefined);
    navigate('/login', { replace: true });
    alertSuccess(t('reset.done'));
  });

  /** All sessions of the link's account are over now: one that is not was another person's. */
  async function goesOn(): Promise<boolean> {
    await client.request('auth/').catch(() => undefined);
    return client.getState().status === 'authenticated';
  }

  return (
    <Page title={t('reset.heading')} heading={t('reset.heading')} lead={t('reset.lead')} layout="narrow">
      <Card>
        <form onSubmit={onSubmit} noValidate aria-label={t('reset.heading')}>
          <Stack>
            <FormAlert>{failure}</FormAlert>
            <NewPasswordField
              label={t('fields.newPassword')}
              name="password"
              size="md"
              personal={user ? [user.username, user.email] : []}
              {...form.getInputProps('password')}
            />
            <SubmitButton busy={form.submitting} size="md" fullWidth>
              {t('reset.submit')}
            </SubmitButton>
          </Stack>
        </form>
      </Card>
    </Page>
  );
}
