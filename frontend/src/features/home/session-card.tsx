import { Button, Skeleton, Text } from '@mantine/core';
import { useState } from 'react';
import { Trans, useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useAuth, useAuthClient } from 'safejwt-js/react';
import { BusyButton } from '../../ui/busy-button';
import { Card } from '../../ui/card';
import { useOutage } from '../session/outage';
import { ProtectedCall } from './protected-call';
import classes from './session-card.module.css';

/** The current state of the session. */
export function SessionCard() {
  const { t } = useTranslation();
  const { status, user, degraded } = useAuth();
  return (
    <Card heading={t('home.yourSession')}>
      <div className={classes.body}>
        {status === 'unknown' && (degraded ? <Unknown /> : <Restoring />)}
        {status === 'anonymous' && (degraded ? <Text>{t('home.stillLoggedIn')}</Text> : <Invitation />)}
        {user && (
          <>
            <Text>
              <Trans
                i18nKey="home.signedInAs"
                values={{ username: user.username }}
                components={{ strong: <strong dir="auto" /> }}
              />
            </Text>
            <Text className={classes.text}>{t('home.tryIt')}</Text>
            <ProtectedCall key={user.id} />
          </>
        )}
      </div>
    </Card>
  );
}

function Restoring() {
  const { t } = useTranslation();
  return (
    <div role="status" aria-label={t('app.restoring')} className={classes.pending}>
      <Skeleton height="1lh" />
      {/* As high as the text that follows, in any language and at any width, so that nothing below moves. */}
      <Skeleton component="p" className={classes.text}>
        {t('home.tryIt')}
      </Skeleton>
      <Skeleton height="2.25rem" width="14rem" />
    </div>
  );
}

function Unknown() {
  const { t } = useTranslation();
  const client = useAuthClient();
  const outage = useOutage() ?? 'unreachable';
  const [retrying, setReretrying] = useState(false);

  async function retry() {
    setReretrying(true);
    await client.restore();
    setReretrying(false);
  }

  return (
    <>
      <Text>{t(`home.notKnown.${outage}`)}</Text>
      <BusyButton variant="default" onClick={retry} busy={retrying}>
        {t('app.tryAgain')}
      </BusyButton>
    </>
  );
}

/** To create an account, or first to log in again if a session has just ended. */
function Invitation() {
  const { t } = useTranslation();
  const { reason } = useAuth();
  const isNew = reason === 'not_signed_in';
  const ways = [
    { to: '/register', name: t('home.createAccount') },
    { to: '/login', name: t('menu.logIn') },
  ];
  if (!isNew) ways.reverse();
  return (
    <>
      <Text>{t(isNew ? 'home.invitation' : 'home.logInAgain')}</Text>
      <div className={classes.buttons}>
        {ways.map(({ to, name }, at) => (
          <Button key={to} component={Link} to={to} variant={at === 0 ? 'filled' : 'default'}>
            {name}
          </Button>
        ))}
      </div>
    </>
  );
}
