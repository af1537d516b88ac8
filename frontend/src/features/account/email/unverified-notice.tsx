import { Alert, Text } from '@mantine/core';
import { IconMailExclamation } from '@tabler/icons-react';
import { useIsFetching, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Account } from '../../session/auth-client';
import { ResendVerification } from '../../session/resend-verification';
import classes from '../account.module.css';
import { addressKey, useAddress } from './address-query';

/** Reminds the user to verify the email address. It is the last element, so nothing moves when it appears. */
export function UnverifiedNotice({ user }: { user: Account }) {
  const { t } = useTranslation();
  const { data: address } = useAddress(user);
  const queries = useQueryClient();
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
      {/* The address may have been confirmed elsewhere: then nothing was sent, and the notice goes. */}
      <ResendVerification onSent={() => void queries.invalidateQueries({ queryKey: addressKey(user) })} />
    </Alert>
  );
}
