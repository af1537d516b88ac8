import { Skeleton, Text } from '@mantine/core';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { BusyButton } from '../../../ui/busy-button';
import { Card } from '../../../ui/card';
import { alertError } from '../../../ui/error-message';
import { alertSuccess } from '../../../ui/notifications';
import type { Account } from '../../session/auth-client';
import { LoadFailure } from '../load-failure';
import { type Ending, useDevices, useEndSession } from './device-queries';
import { DeviceRow } from './device-row';
import classes from './devices.module.css';
import { LogOutEverywhere } from './log-out-everywhere';

/** Lists the devices on which the user is logged in, and ends their sessions. */
export function Devices({ user }: { user: Account }) {
  const { t } = useTranslation();
  const { data: devices, error, isFetching, refetch } = useDevices(user);
  const { mutate, isPending, variables } = useEndSession(user);
  const list = useRef<HTMLUListElement>(null);

  function end(id: string | null, done: string, how: Ending = 'end') {
    if (isPending) return;
    mutate(
      { id, how },
      {
        onSuccess: () => {
          alertSuccess(done);
          // The pressed button disappeared with its row.
          list.current?.focus();
        },
        onError: alertError,
      },
    );
  }

  return (
    <Card heading={t('devices.heading')} description={t('devices.description')}>
      {error && <LoadFailure error={error} isFetching={isFetching} refetch={refetch} />}
      {!devices && !error && <Loading />}
      {devices && (
        <ul ref={list} tabIndex={-1} className={classes.list} aria-label={t('devices.heading')}>
          {devices.map((device) => (
            <DeviceRow
              key={device.id}
              device={device}
              busy={isPending && variables.id === device.id ? variables.how : null}
              onEnd={(how) => end(device.id, t(how === 'end' ? 'devices.ended' : 'devices.forgotten'), how)}
            />
          ))}
        </ul>
      )}
      {devices && devices.length > 1 && (
        <div className={classes.all}>
          <BusyButton
            variant="default"
            busy={isPending && variables.id === null}
            onClick={() => end(null, t('devices.othersEnded'))}
          >
            {t('devices.endOthers')}
          </BusyButton>
          <LogOutEverywhere />
        </div>
      )}
      {devices?.length === 1 && (
        <Text size="sm" c="dimmed" mt="md">
          {t('devices.onlyThis')}
        </Text>
      )}
    </Card>
  );
}

function Loading() {
  const { t } = useTranslation();
  return (
    <div role="status" aria-label={t('devices.loading')} className={classes.loading}>
      <Skeleton height="3rem" />
      <Skeleton height="3rem" />
    </div>
  );
}
