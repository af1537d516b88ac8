import { Button, Text, Title } from '@mantine/core';
import { IconAlertTriangle, IconCloudOff } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import classes from './message-page.module.css';
import { reloadForChunk } from './missing-chunk';
import { useTitle } from './use-title';
import { useWhenOnline } from './use-when-online';

interface ErrorPageProps {
  /** Its code did not load. */
  isMissing: boolean;
  /** Then the page says that the user stays logged in. */
  isLoggedIn: boolean;
}

/** Stands in for what could not be rendered. */
export function ErrorPage({ isMissing, isLoggedIn }: ErrorPageProps) {
  const { t } = useTranslation();
  useWhenOnline(isMissing, () => void reloadForChunk());
  const text = isLoggedIn ? 'errorPage.textSession' : 'errorPage.text';
  const heading = t(isMissing ? 'errorPage.missingHeading' : 'errorPage.heading');
  // The page that failed has not set its own, and the title of the page before remains.
  useTitle(heading);
  const Icon = isMissing ? IconCloudOff : IconAlertTriangle;
  return (
    <div className={classes.message} role="alert">
      <Icon size="2.5rem" stroke={1.5} aria-hidden className={classes.icon} />
      <Title order={1} className={classes.heading}>
        {heading}
      </Title>
      <Text className={classes.text}>{t(isMissing ? 'errorPage.missing' : text)}</Text>
      <Button onClick={() => window.location.reload()}>{t(isMissing ? 'app.tryAgain' : 'errorPage.reload')}</Button>
    </div>
  );
}
