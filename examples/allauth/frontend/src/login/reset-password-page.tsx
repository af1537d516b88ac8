import { Button, Stack } from '@mantine/core';
import { useForm } from '@mantine/form';
import { isExpiredLink } from 'frontend/src/features/email-links/expired-link';
import { UnusableLink } from 'frontend/src/features/email-links/unusable-link';
import { useCheckedLink, type WorkingLink } from 'frontend/src/features/email-links/use-checked-link';
import { Card } from 'frontend/src/ui/card';
import { FormAlert } from 'frontend/src/ui/forms/form-alert';
import { NewPasswordField } from 'frontend/src/ui/forms/new-password-field';
import { SubmitButton } from 'frontend/src/ui/forms/submit-button';
import { useSubmit } from 'frontend/src/ui/forms/use-submit';
import { requiredPassword } from 'frontend/src/ui/forms/validation';
import { alertSuccess } from 'frontend/src/ui/notifications';
import { Page } from 'frontend/src/ui/page';
import { PageLoader } from 'frontend/src/ui/page-loader';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { AuthError, isAuthError } from 'safejwt-js';
import { allauth, client } from '../auth';

/** Opened by the emailed link. */
export function ResetPasswordPage() {
  const { t } = useTranslation();
  const link = useCheckedLink(checkKey);
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
  const navigate = useNavigate();
  const form = useForm({ initialValues: { password: '' }, validate: { password: requiredPassword('newPassword') } });
  const { onSubmit, failure } = useSubmit(form, async ({ password }) => {
    try {
      await allauth.password.reset(token, password).catch(refuseLink);
    } catch (error) {
      if (isAuthError(error) && isExpiredLink(error)) return onExpiredLink();
      throw error;
    }
    // The reset has ended all sessions of the account.
    if (client.getState().user) await client.refresh();
    navigate('/login', { replace: true });
    alertSuccess(t('reset.done'));
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
              personal={[]}
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

function checkKey(_client: unknown, token: string): Promise<unknown> {
  return allauth.password.check(token).catch(refuseLink);
}

/** django-allauth refuses the key of a link as a field, which the form does not have. */
function refuseLink(error: unknown): never {
  if (!isAuthError(error) || !error.fields.key) throw error;
  throw new AuthError('link_invalid', { cause: error });
}
