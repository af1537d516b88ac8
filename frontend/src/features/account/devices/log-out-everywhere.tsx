import { useMutation, useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useDeferredValue, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { BusyButton } from '../../../ui/busy-button';
import { alertError } from '../../../ui/error-message';
import { useLogout } from '../../session/logout';

const Question = lazy(() => import('./log-out-everywhere-dialog'));

/** Ends all sessions of the user, including this one. Asks for confirmation first. */
export function LogOutEverywhere() {
  const { t } = useTranslation();
  const { logOutEverywhere } = useLogout();
  const queries = useQueryClient();
  const opener = useRef<HTMLButtonElement>(null);
  const [isAsking, setAsking] = useState(false);
  // Deferred updates wait for the chunk without showing a fallback.
  const isOpen = useDeferredValue(isAsking);
  // The dialog stays for its closing transition.
  const [isNeeded, setNeeded] = useState(false);
  if (isOpen && !isNeeded) setNeeded(true);
  const end = useMutation({
    mutationFn: () => logOutEverywhere({ done: t('devices.everywhereDone'), destination: '/login' }),
    onError: (error) => {
      alertError(error);
      // Only the response may be missing.
      void queries.invalidateQueries();
    },
  });

  function close() {
    setAsking(false);
    opener.current?.focus();
  }

  // Closes the question first: the request may ask for the password in a dialog of its own.
  function confirm() {
    close();
    end.mutate();
  }

  return (
    <>
      <BusyButton
        ref={opener}
        variant="default"
        aria-haspopup="dialog"
        busy={end.isPending}
        onClick={() => setAsking(true)}
      >
        {t('devices.everywhere')}
      </BusyButton>
      <Suspense>{isNeeded && <Question opened={isOpen} onConfirm={confirm} onClose={close} />}</Suspense>
    </>
  );
}
