import { Text, Title } from '@mantine/core';
import { IconCloudOff } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAuthClient } from 'safejwt-js/react';
import { PRODUCT } from '../../product';
import { BusyButton } from '../../ui/busy-button';
import classes from '../../ui/message-page.module.css';
import { useOutage } from './outage';
import { hasSessionHint } from './session-facts';

/** Shown while the session is unknown because the server cannot be reached. */
export function Unreachable() {
  const { t } = useTranslation();
  const client = useAuthClient();
  const outage = useOutage() ?? 'unreachable';
  const [retrying, setReretrying] = useState(false);
  const heading = t(`connection.title.${outage}`);
  // The page that waits for the session has not set its own.
  useEffect(() => {
    document.title = `${heading} · ${PRODUCT}`;
  }, [heading]);

  async function retry() {
    setReretrying(true);
    await client.restore();
    setReretrying(false);
  }

  return (
    <div className={classes.message} role="alert">
      <IconCloudOff size="2.5rem" stroke={1.5} aria-hidden className={classes.icon} />
      <Title order={1} className={classes.heading}>
        {heading}
      </Title>
      <Text className={classes.text}>
        {hasSessionHint() && `${t('connection.session')} `}
        {t(`connection.text.${outage}`)}
      </Text>
      <BusyButton onClick={retry} busy={retrying}>
        {t('app.tryAgain')}
      </BusyButton>
    </div>
  );
}
