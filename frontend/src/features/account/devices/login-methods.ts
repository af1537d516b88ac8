import type { TFunction } from 'i18next';
import en from '../../../i18n/locales/en.json';

type Known = keyof typeof en.devices.methods;

/** How the user logged in, such as “Password, One-time code”. Empty if the server does not know. */
export function loginMethods(t: TFunction, amr: readonly string[]): string {
  // Only methods: `mfa` says that there were two, and `user` that a user was present.
  const words = amr
    .filter((method) => method !== 'mfa' && method !== 'user')
    .map((method) => (isKnown(method) ? t(`devices.methods.${method}`) : method));
  return [...new Set(words)].join(', ');
}

function isKnown(method: string): method is Known {
  return Object.hasOwn(en.devices.methods, method);
}
