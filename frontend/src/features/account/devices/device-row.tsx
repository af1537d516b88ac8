import { Badge, Text } from '@mantine/core';
import { Trans, useTranslation } from 'react-i18next';
import { BusyButton } from '../../../ui/busy-button';
import { TimeStamp } from '../../../ui/time-stamp';
import { DeviceIcon } from './device-icon';
import { deviceName } from './device-name';
import type { Device, Ending } from './device-queries';
import classes from './devices.module.css';
import { ForgetThisDevice } from './forget-this-device';
import { loginMethods } from './login-methods';

interface DeviceRowProps {
  device: Device;
  busy: Ending | null;
  onEnd: (how: Ending) => void;
}

export function DeviceRow({ device, busy, onEnd }: DeviceRowProps) {
  const { t } = useTranslation();
  const { ip } = device;
  const name = deviceName(t, device);
  const named = { name: ip ? `${name}, ${ip}` : name };
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
      <div className={classes.actions}>
        {device.current ? (
          <>
            <Badge variant="light" size="lg" tt="none">
              {t('devices.here')}
            </Badge>
            <ForgetThisDevice id={device.id} />
          </>
        ) : (
          <>
            <BusyButton
              variant="default"
              size="sm"
              busy={busy === 'end'}
              onClick={() => onEnd('end')}
              aria-label={t('devices.endNamed', named)}
            >
              {t('devices.end')}
            </BusyButton>
            <BusyButton
              variant="default"
              size="sm"
              busy={busy === 'forget'}
              onClick={() => onEnd('forget')}
              aria-label={t('devices.forgetNamed', named)}
            >
              {t('devices.forget')}
            </BusyButton>
          </>
        )}
      </div>
    </li>
  );
}
