import { Code, Stack, Text } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { Trans, useTranslation } from 'react-i18next';
import { CodeForm } from '../login/code-form';
import classes from './list.module.css';

/** What the server sends for a new app. `example/headless.py` adds the QR code. */
export interface TotpSetup {
  secret: string;
  totp_url: string;
  totp_svg?: string;
}

interface AuthenticatorSetupProps {
  setup: TotpSetup;
  onCode: (code: string) => Promise<void>;
}

/** Shows the QR code, and asks for the first code of the app. */
export function AuthenticatorSetup({ setup, onCode }: AuthenticatorSetupProps) {
  const { t } = useTranslation();
  // The pressed button has disappeared.
  const top = useRef<HTMLParagraphElement>(null);
  useEffect(() => top.current?.focus(), []);
  return (
    <Stack>
      <Text ref={top} tabIndex={-1} className={classes.top}>
        {t('authenticator.scan')}
      </Text>
      {setup.totp_svg && (
        <img
          className={classes.qr}
          src={`data:image/svg+xml;base64,${btoa(setup.totp_svg)}`}
          alt={t('authenticator.picture')}
        />
      )}
      <Text size="sm">
        <Trans
          i18nKey="authenticator.key"
          components={{ key: <Code className={classes.secret}>{setup.secret}</Code> }}
        />
      </Text>
      <CodeForm label={t('authenticator.code')} submit={t('authenticator.submit')} onCode={onCode} />
    </Stack>
  );
}
