import { Badge, Stack, Text } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';
import { Trans, useTranslation } from 'react-i18next';
import { Card } from '../../../ui/card';
import { EmailField } from '../../../ui/forms/email-field';
import { FormAlert } from '../../../ui/forms/form-alert';
import { SubmitButton } from '../../../ui/forms/submit-button';
import { useSubmit } from '../../../ui/forms/use-submit';
import { checkNewEmail } from '../../../ui/forms/validation';
import { intoSight } from '../../../ui/into-sight';
import type { Account } from '../../session/auth-client';
import { useOwnRequest } from '../../session/own-request';
import { useDraft } from '../../session/use-draft';
import classes from '../account.module.css';
import { LoadFailure } from '../load-failure';
import { type Address, addressKey, useAddress } from './address-query';
import { PendingChange } from './pending-change';

/** Requests an email change. The new address becomes valid when the user opens the link sent to it. */
export function EmailForm({ user }: { user: Account }) {
  const { t } = useTranslation();
  const request = useOwnRequest();
  const queries = useQueryClient();
  const pending = useRef<HTMLDivElement>(null);
  const { data: address, error, isFetching, refetch } = useAddress(user);
  const form = useForm({
    initialValues: { email: '' },
    validate: { email: checkNewEmail(user.email) },
  });
  useDraft(form, 'email', user);
  const { onSubmit, failure } = useSubmit(form, async (values) => {
    const email = values.email.trim();
    await request('email/change/', { body: { email } });
    // What the user has typed meanwhile stays.
    if (form.getValues().email === values.email) form.reset();
    queries.setQueryData<Address>(addressKey(user), (known) => known && { ...known, pending: email });
    await queries.invalidateQueries({ queryKey: addressKey(user) });
    intoSight(pending.current);
  });

  return (
    <Card heading={t('email.heading')}>
      <Text>
        <Trans i18nKey="email.current" values={{ email: user.email }} components={{ strong: <strong dir="auto" /> }} />
      </Text>
      <div className={classes.verified}>
        {address && (
          <Badge variant="light" tt="none" color={address.verified ? 'harbor' : 'gray'}>
            {t(address.verified ? 'email.verified' : 'email.unverified')}
          </Badge>
        )}
        {/* Whether it is confirmed, and about to change, is not known. */}
        {error && !address && <LoadFailure error={error} isFetching={isFetching} refetch={refetch} />}
      </div>
      <form onSubmit={onSubmit} noValidate aria-label={t('email.formName')}>
        <Stack>
          <FormAlert>{failure}</FormAlert>
          <EmailField label={t('email.new')} description={t('email.hint')} {...form.getInputProps('email')} />
          <SubmitButton busy={form.submitting} idle={form.values.email.trim() === ''} mt="xs" className={classes.save}>
            {t('email.submit')}
          </SubmitButton>
        </Stack>
      </form>
      <PendingChange
        ref={pending}
        user={user}
        email={address?.pending}
        onWithdrawn={() => form.getInputNode('email')?.focus()}
      />
    </Card>
  );
}
