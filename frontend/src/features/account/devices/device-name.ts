import type { TFunction } from 'i18next';

export interface UserAgent {
  /** Browser and system, `null` if unknown. */
  browser: string | null;
  system: string | null;
  /** The whole header. */
  userAgent: string;
}

/** The longest beginning of an unknown client's own name that is shown. */
const LONGEST = 40;

/** The name of a device, such as “Firefox on Linux”. */
export function deviceName(t: TFunction, { browser, system, userAgent }: UserAgent): string {
  if (browser && system) return t('devices.name', { browser, system });
  return browser || system || unknownName(t, userAgent);
}

/** The same with its network address, to tell devices of one name apart. */
export function addressedName(t: TFunction, device: UserAgent & { ip: string | null }): string {
  const name = deviceName(t, device);
  return device.ip ? `${name}, ${device.ip}` : name;
}

/** Any client can call itself anything, so its name never stands alone. */
function unknownName(t: TFunction, userAgent: string): string {
  const client = userAgent.split(' ')[0]?.slice(0, LONGEST);
  return client ? t('devices.unknownNamed', { client }) : t('devices.unknown');
}
