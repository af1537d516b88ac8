import { Skeleton } from '@mantine/core';
import { useDevices, useEndSession } from 'frontend/src/features/account/devices/device-queries';
import { DeviceRow } from 'frontend/src/features/account/devices/device-row';
import classes from 'frontend/src/features/account/devices/devices.module.css';
import { LoadFailure } from 'frontend/src/features/account/load-failure';
import { focusSection } from 'frontend/src/features/account/sections';
import { Card } from 'frontend/src/ui/card';
import { alertError } from 'frontend/src/ui/error-message';
import { alertSuccess } from 'frontend/src/ui/notifications';
import { useTranslation } from 'react-i18next';
import type { RegisteredUser } from 'safejwt-js';

/** Lists the devices on which the user is logged in, and how they have logged in there. */
export function Devices({ user }: { user: RegisteredUser }) {
  const { t } = useTranslation();
  const { data: devices, error, isFetching, refetch } = useDevices(user);
  const { mutate, isPending, variables } = useEndSession(user);

  function end(id: string) {
    mutate(id, {
      onSuccess: () => {
        focusSection();
        alertSuccess(t('devices.ended'));
      },
      onError: alertError,
    });
  }

  return (
    <Card heading={t('devices.heading')} description={t('deviceList.description')}>
      {error && <LoadFailure error={error} isFetching={isFetching} refetch={refetch} />}
      {!devices && !error && (
        <div role="status" aria-label={t('app.loading')}>
          <Skeleton height="3rem" />
        </div>
      )}
      {devices && (
        <ul className={classes.list} aria-label={t('deviceList.name')}>
          {devices.map((device) => (
            <DeviceRow
              key={device.id}
              device={device}
              busy={isPending && variables === device.id}
              onEnd={() => end(device.id)}
            />
          ))}
        </ul>
      )}
    </Card>
  );
}
