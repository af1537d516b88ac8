import { Alert } from '@mantine/core';
import { IconClock, IconDoorExit, IconShieldExclamation } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import type { AnonymousReason } from 'safejwt-js';
import { useAuth } from 'safejwt-js/react';
import { alertLoggedOut } from './alerts';
import classes from './session-notice.module.css';

const NOTICES = {
  session_expired: {
    title: 'Your session has expired',
    text: 'You were away for a long time. Log in to continue where you were.',
    color: 'harbor',
    Icon: IconClock,
  },
  session_revoked: {
    title: 'You have been logged out',
    text: 'This session was ended, for example from another device or after a change of password. Log in to continue.',
    color: 'harbor',
    Icon: IconDoorExit,
  },
  session_reused: {
    title: 'Your session was ended for your safety',
    text: 'Somebody may have copied it. Log in, change your password, and look at the list of signed-in devices in your account.',
    color: 'red',
    Icon: IconShieldExclamation,
  },
} as const;

/** Tells people why they are not signed in any more, when it was not their own doing. */
export function SessionNotice() {
  const { status, reason } = useAuth();
  const [dismissed, setDismissed] = useState<AnonymousReason | null>(null);
  useSignedOutAlert(status, reason);

  if (status === 'authenticated' && dismissed !== null) setDismissed(null);
  if (reason === null || reason === dismissed || reason === 'not_signed_in' || reason === 'signed_out') return null;

  const { title, text, color, Icon } = NOTICES[reason];
  return (
    <Alert
      className={classes.notice}
      title={title}
      color={color}
      icon={<Icon aria-hidden />}
      withCloseButton
      closeButtonLabel="Close message"
      onClose={() => setDismissed(reason)}
    >
      {text}
    </Alert>
  );
}

/** Confirms a logout, made here or in another tab. */
function useSignedOutAlert(status: string, reason: AnonymousReason | null): void {
  const before = useRef(status);
  useEffect(() => {
    if (before.current === 'authenticated' && reason === 'signed_out') alertLoggedOut();
    before.current = status;
  }, [status, reason]);
}
