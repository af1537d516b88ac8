import type { TFunction } from 'i18next';

/** What a user agent says of itself; `null` where it does not say, or says something nobody knows. */
export interface UserAgent {
  browser: string | null;
  system: string | null;
}

/** What people call a device: “Firefox on Linux”. */
export function deviceName(t: TFunction, { browser, system }: UserAgent): string {
  return browser && system ? t('devices.name', { browser, system }) : browser || system || t('devices.unknown');
}
