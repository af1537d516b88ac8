import { Alert, Text } from '@mantine/core';
import { IconMailExclamation } from '@tabler/icons-react';
import { useIsFetching, useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAuthClient } from 'safejwt-js/react';
import { errorText } from '../../../i18n/error-text';
import { BusyButton } from '../../../ui/busy-button';
import { alertFailure, alertSuccess } from '../../../ui/notifications';
import type { Account } from '../../session/auth-client';
import classes from '../account.module.css';
import { useAddress } from './address-query';

/** Reminds the user to verify the email address. It is the last element, so nothing moves when it appears. */
export function UnverifiedNotice({ user }: { user: Account }) {
  const { t } = useTranslation();
  const { data: address } = useAddress(user);
  const client = useAuthClient();
  const resend = useMutation({
    mutationFn: () => client.request('email/verify/resend/', { body: {} }),
    onSuccess: () => alertSuccess(t('unverified.resent', { email: user.email })),
    onError: (error) => alertFailure(errorText(error)),
  });
  // Waits until the content above has its final height.
  const isLoading = useIsFetching() > 0;
  const [isSettled, setSettled] = useState(false);
  if (address && !isLoading && !isSettled) setSettled(true);
  if (!isSettled || !address || address.verified) return null;
  const { email } = address;
  return (
    // Not role="alert": it appears on every visit and is not news.
    <Alert
      role="note"
      color="harbor"
      className={classes.notice}
      title={t('unverified.title')}
      icon={<IconMailExclamation aria-hidden />}
    >
      <Text size="sm" mb="sm">
        {t('unverified.text', { email })}
      </Text>
      <BusyButton variant="default" size="sm" busy={resend.isPending} onClick={() => resend.mutate()}>
        {t('unverified.resend')}
      </BusyButton>
    </Alert>
  );
}
