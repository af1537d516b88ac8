import { Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isAuthError } from 'safejwt-js';
import { durationText } from '../../i18n/duration-text';
import { BusyButton } from '../../ui/busy-button';
import { alertError } from '../../ui/error-message';
import { useCountdown } from '../../ui/forms/use-countdown';
import { hideOutcome } from '../../ui/notifications';
import { useOwnRequest } from './own-request';
import buttonClasses from './resend-verification.module.css';

const classes = { root: buttonClasses.button ?? '', label: buttonClasses.label ?? '' };

const PAUSE_SECONDS = 60;

interface ResendVerificationProps {
  /** A visitor's address. Without it, the message goes to the logged-in user. */
  email?: string;
  onSent?: () => void;
}

/**
 * Sends the verification email again. The logged-in user learns whether it was sent; a visitor does not, because that
 * would reveal whether the address has an account.
 */
export function ResendVerification({ email, onSent }: ResendVerificationProps) {
  const { t } = useTranslation();
  const request = useOwnRequest();
  const [busy, setBusy] = useState(false);
  const [outcome, setOutcome] = useState<'sent' | 'refused' | null>(null);
  const { left, start } = useCountdown();

  async function send() {
    setBusy(true);
    hideOutcome();
    try {
      await request('email/verify/resend/', { body: email === undefined ? {} : { email } });
      setOutcome('sent');
      start(PAUSE_SECONDS);
      onSent?.();
    } catch (error) {
      if (!isAuthError(error) || error.code !== 'throttled') return alertError(error);
      setOutcome('refused');
      start(error.retryAfter ?? PAUSE_SECONDS);
    } finally {
      setBusy(false);
    }
  }

  const isSent = outcome === 'sent' && email === undefined;
  const note = outcome === 'refused' ? t('unverified.notSent') : outcome && email && t('mailLink.resent', { email });
  return (
    <Stack gap="xs" align="flex-start">
      <BusyButton variant="default" size="sm" classNames={classes} busy={busy} idle={left > 0} onClick={send}>
        {left > 0
          ? t(isSent ? 'unverified.sentAgain' : 'unverified.again', { time: durationText(left) })
          : t(email === undefined ? 'unverified.send' : 'unverified.resend')}
      </BusyButton>
      {/* Rendered while empty, so that screen readers announce its content later. */}
      <Text role="status" size="sm">
        {note}
      </Text>
    </Stack>
  );
}
