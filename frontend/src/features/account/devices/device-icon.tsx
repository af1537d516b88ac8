import { type Icon, IconDeviceDesktop, IconDeviceMobile, IconDeviceTablet } from '@tabler/icons-react';
import classes from './devices.module.css';

/** The first that matches. Android tablets do not call themselves mobile. */
const KINDS: readonly (readonly [RegExp, Icon])[] = [
  [/iPad|Tablet|Android(?!.*Mobile)/, IconDeviceTablet],
  [/Mobile|iPhone|Android/, IconDeviceMobile],
];

/** A phone, a tablet or a computer. */
export function DeviceIcon({ userAgent }: { userAgent: string }) {
  const Kind = KINDS.find(([pattern]) => pattern.test(userAgent))?.[1] ?? IconDeviceDesktop;
  return <Kind size="1.75rem" stroke={1.4} aria-hidden className={classes.icon} />;
}
