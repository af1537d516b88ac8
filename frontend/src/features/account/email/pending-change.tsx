import { Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Ref } from 'react';
import { useTranslation } from 'react-i18next';
import { BusyButton } from '../../../ui/busy-button';
import { alertError } from '../../../ui/error-message';
import { alertNeutral, alertSuccess } from '../../../ui/notifications';
import { shortened } from '../../../ui/shortened';
import type { Account } from '../../session/auth-client';
import { useOwnRequest } from '../../session/own-request';
import classes from '../account.module.css';
import { type Address, addressKey } from './address-query';

interface PendingChangeProps {
  user: Account;
  ref: Ref<HTMLDivElement>;
  /** The new address, if a change is pending. */
  email: string | null | undefined;
  onWithdrawn: () => void;
}

/** Shows a pending email change, and cancels it. */
export function PendingChange({ ref, user, email, onWithdrawn }: PendingChangeProps) {
  const { t } = useTranslation();
  const request = useOwnRequest();
  const queries = useQueryClient();
  const queryKey = addressKey(user);
  const withdraw = useMutation({
    mutationFn: async () => {
      await request('email/change/', { method: 'DELETE' });
      // The change may have been confirmed before, in another browser.
      return request<Address>('email/');
    },
    onSuccess: ({ email: now }) => {
      queries.setQueryData<Address>(queryKey, (known) => known && { ...known, pending: null });
      if (now === user.email) alertSuccess(t('email.withdrawn', { email: shortened(now) }));
      else alertNeutral(t('email.tooLate', { email: shortened(now) }));
      // The pressed button disappeared.
      onWithdrawn();
    },
    onError: alertError,
    onSettled: () => queries.invalidateQueries({ queryKey }),
  });
  return (
    <div ref={ref} className={classes.pending} data-waiting={Boolean(email) || undefined}>
      {/* Rendered while empty, so that screen readers announce its content later. */}
      <Text role="status" size="sm">
        {email && t('email.sent', { email })}
      </Text>
      {email && (
        <BusyButton variant="default" size="sm" mt="sm" busy={withdraw.isPending} onClick={() => withdraw.mutate()}>
          {t('email.withdraw')}
        </BusyButton>
      )}
    </div>
  );
}
