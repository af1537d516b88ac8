import type { TFunction } from 'i18next';

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

/** How long ago a time was, such as “2 minutes ago”. The server's clock may be a little ahead. */
export function timeAgo(t: TFunction, value: string, now = Date.now()): string {
  const seconds = (now - Date.parse(value)) / 1000;
  const unit = UNITS.find(([, length]) => seconds >= length);
  return unit ? t(`time.${unit[0]}`, { count: Math.floor(seconds / unit[1]) }) : t('time.now');
}
