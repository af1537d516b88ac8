import { Button, Skeleton, Text } from '@mantine/core';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Account } from '../../auth';
import { alertFailure, alertSuccess } from '../../components/alerts';
import { Card } from '../../components/card';
import { FormAlert } from '../../components/form-alert';
import { errorText } from '../../error-text';
import { useDevices, useEndSession } from './device-queries';
import { DeviceRow } from './device-row';
import classes from './devices.module.css';

/** The devices somebody is signed in on, and the means to end that. */
export function Devices({ user }: { user: Account }) {
  const { t } = useTranslation();
  const { data: devices, error, refetch } = useDevices(user);
  const { mutate, isPending, variables } = useEndSession(user);
  const list = useRef<HTMLUListElement>(null);

  function end(id: string | null, done: string) {
    if (isPending) return;
    mutate(id, {
      onSuccess: () => {
        alertSuccess(done);
        // The button that was pressed is gone with its row.
        list.current?.focus();
      },
      onError: (failure) => alertFailure(errorText(failure)),
    });
  }

  return (
    <Card heading={t('devices.heading')} description={t('devices.description')}>
      {error && (
        <div className={classes.failure}>
          <FormAlert>{errorText(error)}</FormAlert>
          <Button variant="default" onClick={() => refetch()}>
            {t('app.tryAgain')}
          </Button>
        </div>
      )}
      {!devices && !error && <Loading />}
      {devices && (
        <ul ref={list} tabIndex={-1} className={classes.list} aria-label={t('devices.heading')}>
          {devices.map((device) => (
            <DeviceRow
              key={device.id}
              device={device}
              busy={isPending && variables === device.id}
              onEnd={() => end(device.id, t('devices.ended'))}
            />
          ))}
        </ul>
      )}
      {devices && devices.length > 1 && (
        <Button
          variant="default"
          mt="lg"
          loading={isPending && variables === null}
          onClick={() => end(null, t('devices.othersEnded'))}
        >
          {t('devices.endOthers')}
        </Button>
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
