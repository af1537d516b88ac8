import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { BusyButton } from '../../../ui/busy-button';
import { alertError } from '../../../ui/error-message';
import { useLogout } from '../../session/logout';
import { useOwnRequest } from '../../session/own-request';

/** Logs out this browser, and makes it a stranger: for a shared computer. */
export function ForgetThisDevice({ id }: { id: string }) {
  const { t } = useTranslation();
  const request = useOwnRequest();
  const { logOut } = useLogout();
  const queries = useQueryClient();
  const { mutate, isPending } = useMutation({
    mutationFn: async () => {
      await request(`sessions/${id}/forget/`, { method: 'POST' });
      // The server has ended the session. This informs the other tabs.
      await logOut({ done: t('devices.forgottenHere'), destination: '/login', isOver: true });
    },
    onError: (error) => {
      alertError(error);
      // Only the response may be missing.
      void queries.invalidateQueries();
    },
  });
  return (
    <BusyButton variant="default" size="sm" busy={isPending} onClick={mutate} aria-label={t('devices.forgetHere')}>
      {t('devices.forget')}
    </BusyButton>
  );
}
