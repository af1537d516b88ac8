import { Button, Stack } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { isAuthError } from 'safejwt-js';
import { useAuthClient, useUser } from 'safejwt-js/react';
import { Card } from '../../ui/card';
import { FormAlert } from '../../ui/forms/form-alert';
import { NewPasswordField } from '../../ui/forms/new-password-field';
import { SubmitButton } from '../../ui/forms/submit-button';
import { useSubmit } from '../../ui/forms/use-submit';
import { checkNewPassword } from '../../ui/forms/validation';
import { alertSuccess } from '../../ui/notifications';
import { Page } from '../../ui/page';
import { PageLoader } from '../../ui/page-loader';
import { afterReset } from '../session/password-reset';
import { isExpiredLink } from './expired-link';
import { isStillLoggedIn } from './still-logged-in';
import { UnusableLink } from './unusable-link';
import { useCheckedLink, type WorkingLink } from './use-checked-link';

/** Opened by the link for a forgotten password. */
export default function ResetPasswordPage() {
  const { t } = useTranslation();
  const link = useCheckedLink();
  if (link.state === 'checking') return <PageLoader label={t('mailLink.working')} />;
  if (link.state === 'works') return <NewPasswordForm key={link.token} {...link} />;
  return (
    <UnusableLink problem={link.state} lead={link.state === 'failed' ? t('reset.failed') : t('mailLink.missing')}>
      <Button component={Link} to="/forgot-password">
        {t('reset.newLink')}
      </Button>
    </UnusableLink>
  );
}

function NewPasswordForm({ token, onExpiredLink }: WorkingLink) {
  const { t } = useTranslation();
  const client = useAuthClient();
  const user = useUser();
  const navigate = useNavigate();
  const form = useForm({ initialValues: { password: '' }, validate: { password: checkNewPassword } });
  const { onSubmit, failure } = useSubmit(form, async ({ password }) => {
    try {
      await client.request('password/reset/confirm/', { body: { token, password } });
    } catch (error) {
      if (isAuthError(error) && isExpiredLink(error)) return onExpiredLink();
      throw error;
    }
    const isAnothers = user !== null && (await isStillLoggedIn(client));
    if (isAnothers === false) return navigate('/login', { replace: true, state: afterReset });
    navigate('/', { replace: true });
    alertSuccess(isAnothers ? t('reset.doneForAnother', { username: user.username }) : t('reset.changed'));
  });

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
