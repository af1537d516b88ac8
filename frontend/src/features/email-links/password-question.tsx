import { Anchor, Stack, Text } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useUser } from 'safejwt-js/react';
import { Card } from '../../ui/card';
import { FormAlert } from '../../ui/forms/form-alert';
import { PasswordField } from '../../ui/forms/password-field';
import { SubmitButton } from '../../ui/forms/submit-button';
import { useSubmit } from '../../ui/forms/use-submit';
import { requiredPassword } from '../../ui/forms/validation';
import { Page } from '../../ui/page';

interface PasswordQuestionProps {
  kind: 'verify' | 'confirmEmail';
  confirm: (password: string) => Promise<unknown>;
}

/**
 * Asks for the password of the link's account: the link shows that the user can read the email, not
 * that the account is theirs. The page does not know the account, so no field can name it for
 * password managers.
 */
export function PasswordQuestion({ kind, confirm }: PasswordQuestionProps) {
  const { t } = useTranslation();
  const user = useUser();
  // The server has answered for this user. One who logs in later, in another tab, may be the owner.
  const [asked] = useState(user?.id);
  const form = useForm({ initialValues: { password: '' }, validate: { password: requiredPassword() } });
  const { onSubmit, failure } = useSubmit(form, async ({ password }) => {
    await confirm(password);
  });
  const title = t(`${kind}.title`);
  return (
    <Page title={title} heading={title} lead={t(`${kind}.ask`)} layout="narrow" replacesPage>
      <Card>
        <form onSubmit={onSubmit} noValidate aria-label={title}>
          <Stack>
            {user && user.id === asked && (
              <Text size="sm">{t('mailLink.anotherAccount', { username: user.username })}</Text>
            )}
            <FormAlert>{failure}</FormAlert>
            <div>
              <PasswordField
                label={t('fields.password')}
                name="password"
                autoComplete="current-password"
                size="md"
                {...form.getInputProps('password')}
              />
              {kind === 'verify' && (
                <Text size="sm" mt="xs">
                  <Anchor component={Link} to="/forgot-password" underline="always">
                    {t('login.forgot')}
                  </Anchor>
                </Text>
              )}
              {kind === 'verify' && !user && <RegisterAgain />}
            </div>
            <SubmitButton busy={form.submitting} size="md" fullWidth mt="xs">
              {t(`${kind}.submit`)}
            </SubmitButton>
          </Stack>
        </form>
      </Card>
      <Text size="sm" mt="lg">
        {t(`${kind}.notYou`)}
      </Text>
    </Page>
  );
}

/** A registration by email has no password to reset before this link has been followed. */
function RegisterAgain() {
  const { t } = useTranslation();
  return (
    <Text size="sm" mt="xs">
      {t('verify.unfinished')}{' '}
      <Anchor component={Link} to="/register" underline="always">
        {t('verify.registerAgain')}
      </Anchor>
    </Text>
  );
}
