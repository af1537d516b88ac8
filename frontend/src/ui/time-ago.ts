import type { TFunction } from 'i18next';
import { serverClock } from './server-clock';

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Seconds in each unit, the largest first. */
const UNITS = [
  ['years', 365 * DAY],
  ['months', 30 * DAY],
  ['days', DAY],
  ['hours', HOUR],
  ['minutes', MINUTE],
] as const;

/** How long ago a time was, such as “2 minutes ago”. By the server's clock, of which only the seconds are known. */
export function timeAgo(t: TFunction, value: string, now = serverClock.now()): string {
  const seconds = (now - Date.parse(value)) / 1000;
  const unit = UNITS.find(([, length]) => seconds >= length);
  return unit ? t(`time.${unit[0]}`, { count: Math.floor(seconds / unit[1]) }) : t('time.now');
}
