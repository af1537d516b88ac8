import { Badge, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { Trans, useTranslation } from 'react-i18next';
import { BusyButton } from '../../../ui/busy-button';
import { TimeStamp } from '../../../ui/time-stamp';
import { DeviceIcon } from './device-icon';
import { addressedName, deviceName } from './device-name';
import type { Device } from './device-queries';
import classes from './devices.module.css';
import { loginMethods } from './login-methods';

interface DeviceRowProps {
  device: Device;
  busy: boolean;
  onEnd: () => void;
  /** Further actions. */
  children?: ReactNode;
}

/** The id of the line that tells devices of the same name apart, for screen readers. */
export function factsOf({ id }: Device): string {
  return `facts-${id}`;
}

export function DeviceRow({ device, busy, onEnd, children }: DeviceRowProps) {
  const { t } = useTranslation();
  const { ip } = device;
  const name = deviceName(t, device);
  const methods = loginMethods(t, device.amr);
  return (
    <li className={classes.device}>
      <DeviceIcon userAgent={device.userAgent} />
      <div className={classes.description}>
        <Text fw={600}>{name}</Text>
        <Text size="sm" c="dimmed" id={factsOf(device)}>
          <Trans
            i18nKey={`devices.${device.current ? 'activeNow' : 'lastActive'}${ip ? 'At' : ''}`}
            values={{ ip }}
            components={{ date: <TimeStamp value={device.lastUsedAt} /> }}
          />
        </Text>
        <Text size="sm" c="dimmed">
          <Trans i18nKey="devices.since" components={{ date: <TimeStamp value={device.createdAt} /> }} />
          {methods && ` · ${methods}`}
        </Text>
      </div>
      <div className={classes.actions}>
        {device.current ? (
          <Badge variant="light" size="lg" tt="none">
            {t('devices.here')}
          </Badge>
        ) : (
          <BusyButton
            variant="default"
            size="sm"
            busy={busy}
            onClick={onEnd}
            aria-describedby={factsOf(device)}
            aria-label={t('devices.endNamed', { name: addressedName(t, device) })}
          >
            {t('devices.end')}
          </BusyButton>
        )}
        {children}
      </div>
    </li>
  );
}
