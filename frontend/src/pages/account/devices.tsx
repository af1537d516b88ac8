import { Button, Skeleton, Text } from '@mantine/core';
import { useRef, useState } from 'react';
import { alertFailure, alertSuccess } from '../../components/alerts';
import { Card } from '../../components/card';
import { FormAlert } from '../../components/form-alert';
import { errorText } from '../../error-text';
import { DeviceRow } from './device-row';
import classes from './devices.module.css';
import { useDevices } from './use-devices';

/** The devices somebody is signed in on, and the means to end that. */
export function Devices() {
  const { devices, failure, load, end, endOthers } = useDevices();
  const [busy, setBusy] = useState<string | null>(null);
  const list = useRef<HTMLUListElement>(null);

  async function run(name: string, action: () => Promise<void>, done: string) {
    if (busy !== null) return;
    setBusy(name);
    try {
      await action();
      alertSuccess(done);
      // The button that was pressed is gone with its row.
      list.current?.focus();
    } catch (error) {
      alertFailure(errorText(error));
    } finally {
      setBusy(null);
    }
  }

  return (
    <Card heading="Signed-in devices" description="End a session you do not recognise, then change your password.">
      {failure && (
        <div className={classes.failure}>
          <FormAlert>{failure}</FormAlert>
          <Button variant="default" onClick={() => load()}>
            Try again
          </Button>
        </div>
      )}
      {!devices && !failure && <Loading />}
      {devices && (
        <ul ref={list} tabIndex={-1} className={classes.list} aria-label="Signed-in devices">
          {devices.map((device) => (
            <DeviceRow
              key={device.id}
              device={device}
              busy={busy === device.id}
              onEnd={() => run(device.id, () => end(device.id), 'That session has been ended.')}
            />
          ))}
        </ul>
      )}
      {devices && devices.length > 1 && (
        <Button
          variant="default"
          mt="lg"
          loading={busy === 'others'}
          onClick={() => run('others', endOthers, 'All other sessions have been ended.')}
        >
          End all other sessions
        </Button>
      )}
      {devices?.length === 1 && (
        <Text size="sm" c="dimmed" mt="md">
          You are not signed in anywhere else.
        </Text>
      )}
    </Card>
  );
}

function Loading() {
  return (
    <div role="status" aria-label="Loading your devices…" className={classes.loading}>
      <Skeleton height="3rem" />
      <Skeleton height="3rem" />
    </div>
  );
}
