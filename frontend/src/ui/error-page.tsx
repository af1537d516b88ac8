import { Button, Text, Title } from '@mantine/core';
import { IconAlertTriangle, IconCloudOff } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import classes from './message-page.module.css';

/** Stands in for what could not be rendered. `isMissing`: because its code did not load. */
export function ErrorPage({ isMissing }: { isMissing: boolean }) {
  const { t } = useTranslation();
  const Icon = isMissing ? IconCloudOff : IconAlertTriangle;
  return (
    <div className={classes.message} role="alert">
      <Icon size={40} stroke={1.5} aria-hidden className={classes.icon} />
      <Title order={1} className={classes.heading}>
        {t(isMissing ? 'errorPage.missingHeading' : 'errorPage.heading')}
      </Title>
      <Text className={classes.text}>{t(isMissing ? 'errorPage.missing' : 'errorPage.text')}</Text>
      <Button onClick={() => window.location.reload()}>{t(isMissing ? 'app.tryAgain' : 'errorPage.reload')}</Button>
    </div>
  );
}
