import { Badge, Text } from '@mantine/core';
import { Trans, useTranslation } from 'react-i18next';
import { BusyButton } from '../../../ui/busy-button';
import { TimeStamp } from '../../../ui/time-stamp';
import { DeviceIcon } from './device-icon';
import { deviceName } from './device-name';
import type { Device } from './device-queries';
import classes from './devices.module.css';
import { loginMethods } from './login-methods';

interface DeviceRowProps {
  device: Device;
  busy: boolean;
  onEnd: () => void;
}

export function DeviceRow({ device, busy, onEnd }: DeviceRowProps) {
  const { t } = useTranslation();
  const { ip } = device;
  const name = deviceName(t, device);
  const methods = loginMethods(t, device.amr);
  return (
    <li className={classes.device}>
      <DeviceIcon userAgent={device.userAgent} />
      <div className={classes.description}>
        <Text fw={600}>{name}</Text>
        <Text size="sm" c="dimmed">
          <Trans
            i18nKey={ip ? 'devices.lastActiveAt' : 'devices.lastActive'}
            values={{ ip }}
            components={{ date: <TimeStamp value={device.lastUsedAt} /> }}
          />
        </Text>
        <Text size="sm" c="dimmed">
          <Trans i18nKey="devices.since" components={{ date: <TimeStamp value={device.createdAt} /> }} />
          {methods && ` · ${methods}`}
        </Text>
      </div>
      {device.current ? (
        <Badge className={classes.action} variant="light" size="lg" tt="none">
          {t('devices.here')}
        </Badge>
      ) : (
        <BusyButton
          className={classes.action}
          variant="default"
          size="sm"
          busy={busy}
          onClick={onEnd}
          aria-label={t('devices.endNamed', { name: ip ? `${name}, ${ip}` : name })}
        >
          {t('devices.end')}
        </BusyButton>
      )}
    </li>
  );
}
