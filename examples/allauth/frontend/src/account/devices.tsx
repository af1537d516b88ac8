import { Badge, Skeleton, Text } from '@mantine/core';
import { IconDeviceDesktop } from '@tabler/icons-react';
import { type Device, useDevices, useEndSession } from 'frontend/src/features/account/devices/device-queries';
import { LoadFailure } from 'frontend/src/features/account/load-failure';
import { errorText } from 'frontend/src/i18n/error-text';
import { BusyButton } from 'frontend/src/ui/busy-button';
import { Card } from 'frontend/src/ui/card';
import { alertFailure, alertSuccess } from 'frontend/src/ui/notifications';
import { TimeStamp } from 'frontend/src/ui/time-stamp';
import type { RegisteredUser } from 'safejwt-js';
import { focusPanel } from './focus-panel';
import classes from './list.module.css';
import { methodNames } from './method-names';

type DeviceWithMethods = Device & { amr: readonly string[] };

/** Lists the devices on which the user is logged in, and how they have logged in there. */
export function Devices({ user }: { user: RegisteredUser }) {
  const { data: devices, error, isFetching, refetch } = useDevices(user);
  const { mutate, isPending, variables } = useEndSession(user);

  function end(id: string) {
    mutate(id, {
      onSuccess: () => {
        focusPanel();
        alertSuccess('The device has been logged out.');
      },
      onError: (failure) => alertFailure(errorText(failure)),
    });
  }

  return (
    <Card heading="Logged-in devices" description="End a session that you do not recognize.">
      {error && <LoadFailure error={error} isFetching={isFetching} refetch={refetch} />}
      {!devices && !error && (
        <div role="status" aria-label="Loading…">
          <Skeleton height="3rem" />
        </div>
      )}
      {devices && (
        <ul className={classes.list} aria-label="Devices">
          {(devices as DeviceWithMethods[]).map((device) => (
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

interface DeviceRowProps {
  device: DeviceWithMethods;
  busy: boolean;
  onEnd: () => void;
}

function DeviceRow({ device, busy, onEnd }: DeviceRowProps) {
  const name = [device.browser, device.system].filter(Boolean).join(' on ') || 'Unknown device';
  return (
    <li className={classes.row}>
      <IconDeviceDesktop size={28} stroke={1.4} aria-hidden className={classes.icon} />
      <div className={classes.description}>
        <Text fw={600}>{name}</Text>
        <Text size="sm">{methodNames(device.amr)}</Text>
        <Text size="sm" c="dimmed">
          Since <TimeStamp value={device.createdAt} />
        </Text>
      </div>
      {device.current ? (
        <Badge variant="light" size="lg" tt="none">
          This device
        </Badge>
      ) : (
        <BusyButton variant="default" size="sm" busy={busy} onClick={onEnd} aria-label={`End the session: ${name}`}>
          End the session
        </BusyButton>
      )}
    </li>
  );
}
