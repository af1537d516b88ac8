import { Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import classes from 'frontend/src/features/account/account.module.css';
import { LoadFailure } from 'frontend/src/features/account/load-failure';
import { Card } from 'frontend/src/ui/card';
import { FormAlert } from 'frontend/src/ui/forms/form-alert';
import { SubmitButton } from 'frontend/src/ui/forms/submit-button';
import { useSubmit } from 'frontend/src/ui/forms/use-submit';
import { checkNewEmail } from 'frontend/src/ui/forms/validation';
import { Trans, useTranslation } from 'react-i18next';
import type { RegisteredUser } from 'safejwt-js';
import { allauth } from '../auth';
import { PendingEmail } from './pending-email';

/** Changes the email address: the user enters the code that the new address receives. */
export function EmailForm({ user }: { user: RegisteredUser }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const queryKey = ['user', user.id, 'emails'];
  const { data, error, isFetching, refetch } = useQuery({ queryKey, queryFn: () => allauth.email.list() });
  const pending = data?.find(({ verified }) => !verified);
  const form = useForm({
    initialValues: { email: '' },
    validate: { email: checkNewEmail(user.email) },
  });
  const { onSubmit, failure } = useSubmit(form, async ({ email }) => {
    queries.setQueryData(queryKey, await allauth.email.add(email.trim()));
    form.reset();
  });

  return (
    <Card heading={t('email.heading')}>
      <Text mb="lg">
        <Trans i18nKey="email.current" values={{ email: user.email }} components={{ strong: <strong dir="auto" /> }} />
      </Text>
      {error && <LoadFailure error={error} isFetching={isFetching} refetch={refetch} />}
      {pending ? (
        <PendingEmail user={user} email={pending.email} onEmails={(emails) => queries.setQueryData(queryKey, emails)} />
      ) : (
        <form onSubmit={onSubmit} noValidate aria-label={t('email.formName')}>
          <Stack>
            <FormAlert>{failure}</FormAlert>
            <TextInput
              label={t('email.new')}
              description={t('newEmail.hint')}
              name="email"
              type="email"
              autoComplete="email"
              {...form.getInputProps('email')}
            />
            <SubmitButton
              busy={form.submitting}
              idle={form.values.email.trim() === ''}
              mt="xs"
              className={classes.save}
            >
              {t('code.send')}
            </SubmitButton>
          </Stack>
        </form>
      )}
    </Card>
  );
}
