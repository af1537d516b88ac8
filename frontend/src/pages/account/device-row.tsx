import { Badge, Button, Text } from '@mantine/core';
import { IconDeviceDesktop, IconDeviceMobile } from '@tabler/icons-react';
import { TimeStamp } from '../../components/time-stamp';
import { deviceName, isPhone } from './device-name';
import classes from './devices.module.css';
import type { Device } from './use-devices';

interface DeviceRowProps {
  device: Device;
  busy: boolean;
  onEnd: () => void;
}

export function DeviceRow({ device, busy, onEnd }: DeviceRowProps) {
  const name = deviceName(device.userAgent);
  const Icon = isPhone(device.userAgent) ? IconDeviceMobile : IconDeviceDesktop;
  return (
    <li className={classes.device}>
      <Icon size={28} stroke={1.4} aria-hidden className={classes.icon} />
      <div className={classes.description}>
        <Text fw={550}>{name}</Text>
        <Text size="sm" c="dimmed">
          {device.ip && `${device.ip} · `}last active <TimeStamp value={device.lastUsedAt} />
        </Text>
      </div>
      {device.current ? (
        <Badge className={classes.action} variant="light" size="lg" tt="none">
          This device
        </Badge>
      ) : (
        <Button
          className={classes.action}
          variant="default"
          size="sm"
          loading={busy}
          onClick={onEnd}
          aria-label={`End session: ${name}${device.ip ? `, ${device.ip}` : ''}`}
        >
          End session
        </Button>
      )}
    </li>
  );
}
