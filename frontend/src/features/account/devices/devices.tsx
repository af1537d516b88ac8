import { Skeleton, Text } from '@mantine/core';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { BusyButton } from '../../../ui/busy-button';
import { Card } from '../../../ui/card';
import type { Account } from '../../session/auth-client';
import { LoadFailure } from '../load-failure';
import { addressedName } from './device-name';
import { useDevices, useEndSession, useForgetDevice } from './device-queries';
import { DeviceRow, factsOf } from './device-row';
import classes from './devices.module.css';
import { ForgetThisDevice } from './forget-this-device';
import { LogOutEverywhere } from './log-out-everywhere';

/** Lists the devices on which the user is logged in, and ends their sessions. */
export function Devices({ user }: { user: Account }) {
  const { t } = useTranslation();
  const { data: devices, error, isFetching, refetch } = useDevices(user);
  const ending = useEndSession(user);
  const forgetting = useForgetDevice(user);
  const list = useRef<HTMLUListElement>(null);
  const isBusy = ending.isPending || forgetting.isPending;

  // The pressed button disappeared with its row.
  const onSuccess = () => list.current?.focus();

  function end(id: string | null) {
    if (!isBusy) ending.mutate(id, { onSuccess });
  }

  function forget(id: string) {
    if (!isBusy) forgetting.mutate(id, { onSuccess });
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
              busy={ending.isPending && ending.variables === device.id}
              onEnd={() => end(device.id)}
            >
              {device.current ? (
                <ForgetThisDevice id={device.id} />
              ) : (
                <BusyButton
                  variant="default"
                  size="sm"
                  busy={forgetting.isPending && forgetting.variables === device.id}
                  onClick={() => forget(device.id)}
                  aria-describedby={factsOf(device)}
                  aria-label={t('devices.forgetNamed', { name: addressedName(t, device) })}
                >
                  {t('devices.forget')}
                </BusyButton>
              )}
            </DeviceRow>
          ))}
        </ul>
      )}
      {devices && devices.length > 1 && (
        <div className={classes.all}>
          <BusyButton variant="default" busy={ending.isPending && ending.variables === null} onClick={() => end(null)}>
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
