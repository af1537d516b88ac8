import { Anchor, Stack, Text } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useLinkToken } from 'frontend/src/features/email-links/use-link-token';
import { Card } from 'frontend/src/ui/card';
import { FormAlert } from 'frontend/src/ui/forms/form-alert';
import { NewPasswordField } from 'frontend/src/ui/forms/new-password-field';
import { SubmitButton } from 'frontend/src/ui/forms/submit-button';
import { useSubmit } from 'frontend/src/ui/forms/use-submit';
import { requiredPassword } from 'frontend/src/ui/forms/validation';
import { alertSuccess } from 'frontend/src/ui/notifications';
import { Page } from 'frontend/src/ui/page';
import i18next from 'i18next';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { AuthError, isAuthError } from 'safejwt-js';
import { allauth, client } from '../auth';

/** Opened by the emailed link. */
export function ResetPasswordPage() {
  const { t } = useTranslation();
  const token = useLinkToken();
  const navigate = useNavigate();
  const form = useForm({ initialValues: { password: '' }, validate: { password: requiredPassword('newPassword') } });
  const { onSubmit, failure } = useSubmit(form, async ({ password }) => {
    await allauth.password.reset(token ?? '', password).catch(explainLink);
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
      <Text ta="center" mt="lg">
        <Anchor component={Link} to="/forgot-password" underline="always">
          {t('linkAgain')}
        </Anchor>
      </Text>
    </Page>
  );
}

/** The link has no field in the form. */
function explainLink(error: unknown): never {
  if (!isAuthError(error) || !error.fields.key) throw error;
  const reason = i18next.t('linkExpired');
  throw new AuthError('link_invalid', { fields: { non_field_errors: [reason] }, cause: error });
}
