import type { TFunction } from 'i18next';

/** Browser and system of a user agent, `null` if unknown. */
export interface UserAgent {
  browser: string | null;
  system: string | null;
}

/** The name of a device, such as “Firefox on Linux”. */
export function deviceName(t: TFunction, { browser, system }: UserAgent): string {
  return browser && system ? t('devices.name', { browser, system }) : browser || system || t('devices.unknown');
}
