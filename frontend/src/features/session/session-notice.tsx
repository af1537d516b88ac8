import { Alert } from '@mantine/core';
import { IconClock, IconDoorExit, IconShieldExclamation } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AnonymousReason } from 'safejwt-js';
import { useAuth } from 'safejwt-js/react';
import { useSessionAlerts } from './session-alerts';
import classes from './session-notice.module.css';

const NOTICES = {
  session_expired: { color: 'harbor', Icon: IconClock },
  session_revoked: { color: 'harbor', Icon: IconDoorExit },
  session_reused: { color: 'red', Icon: IconShieldExclamation },
} as const;

/** Explains why the session ended, if the user did not log out. */
export function SessionNotice() {
  const { t } = useTranslation();
  const { status, reason } = useAuth();
  const [dismissed, setDismissed] = useState<AnonymousReason | null>(null);
  useSessionAlerts();

  if (status === 'authenticated' && dismissed !== null) setDismissed(null);
  if (reason === null || reason === dismissed || reason === 'not_signed_in' || reason === 'signed_out') return null;

  const { color, Icon } = NOTICES[reason];
  return (
    <Alert
      className={classes.notice}
      title={t(`session.${reason}.title`)}
      color={color}
      icon={<Icon aria-hidden />}
      withCloseButton
      closeButtonLabel={t('app.close')}
      onClose={() => {
        setDismissed(reason);
        // The pressed button disappeared.
        document.getElementById('main')?.focus();
      }}
    >
      {t(`session.${reason}.text`)}
    </Alert>
  );
}
