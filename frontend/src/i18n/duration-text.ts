import i18next from 'i18next';

/** A short duration for a button, such as “60 s”. */
export function durationText(seconds: number): string {
  if (seconds <= 90) return i18next.t('duration.seconds', { count: seconds });
  if (seconds <= 2 * 3600) return i18next.t('duration.minutes', { count: Math.ceil(seconds / 60) });
  return i18next.t('duration.hours', { count: Math.ceil(seconds / 3600) });
}
