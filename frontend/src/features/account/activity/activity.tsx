import { Anchor, Button, Skeleton, Text } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { Trans, useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { isAuthError } from 'safejwt-js';
import { Card } from '../../../ui/card';
import type { Account } from '../../session/auth-client';
import { LoadFailure } from '../load-failure';
import classes from './activity.module.css';
import { useActivity } from './activity-query';
import { ActivityRow } from './activity-row';

/** Events shown at first, and added with each click. */
const PAGE = 10;

/** Recent security events, for users to spot what they did not do themselves. */
export function Activity({ user }: { user: Account }) {
  const { t } = useTranslation();
  const { data: events, error, isFetching, refetch } = useActivity(user);
  const [shown, setShown] = useState(PAGE);
  const list = useFocusOnMore(shown);
  const isKept = !(isAuthError(error) && error.code === 'not_found');

  return (
    <Card heading={t('activity.heading')} description={<NotYou />}>
      {error && isKept && <LoadFailure error={error} isFetching={isFetching} refetch={refetch} />}
      {!events && !error && <Loading />}
      {events && events.length > 0 && (
        <ol ref={list} className={classes.list} aria-label={t('activity.heading')}>
          {events.slice(0, shown).map((event, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: events have no id, and rows have no state
            <ActivityRow key={at} event={event} />
          ))}
        </ol>
      )}
      {events && events.length > shown && (
        <Button variant="default" mt="lg" onClick={() => setShown(shown + PAGE)}>
          {t('activity.more')}
        </Button>
      )}
      <Text size="sm" c="dimmed" className={classes.note}>
        {!isKept && t('activity.notKept')}
        {events?.length === 0 && t('activity.nothing')}
        {events && events.length > PAGE && shown >= events.length && t('activity.latest', { count: events.length })}
      </Text>
    </Card>
  );
}

/** What to do about an event that was not the user's own. */
function NotYou() {
  return (
    <Trans
      i18nKey="activity.notYou"
      components={{
        password: <Anchor component={Link} to="/account/password" underline="always" inherit />,
        devices: <Anchor component={Link} to="/account/devices" underline="always" inherit />,
      }}
    />
  );
}

/** Moves the focus to the first new event, because the button may disappear. */
function useFocusOnMore(shown: number) {
  const list = useRef<HTMLOListElement>(null);
  useEffect(() => {
    const first = shown > PAGE ? list.current?.children[shown - PAGE] : null;
    if (first instanceof HTMLElement) first.focus();
  }, [shown]);
  return list;
}

function Loading() {
  const { t } = useTranslation();
  return (
    <div role="status" aria-label={t('activity.loading')} className={classes.loading}>
      <Skeleton height="3rem" />
      <Skeleton height="3rem" />
      <Skeleton height="3rem" />
    </div>
  );
}
