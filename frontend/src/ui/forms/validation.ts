import i18next from 'i18next';
import { missingCharacters } from './password-rule';

/** Checks before a form is sent; the server decides. Each returns the error text, or `null`. */

type Missing = Exclude<keyof typeof import('../../i18n/locales/en.json')['fields']['missing'], 'confirmation'>;

export function required(missing: Missing): (value: string) => string | null {
  return (value) => (value.trim() === '' ? i18next.t(`fields.missing.${missing}`) : null);
}

/** Does not trim: a password may consist of spaces. */
export function requiredPassword(missing: Missing = 'password'): (value: string) => string | null {
  return (value) => (value === '' ? i18next.t(`fields.missing.${missing}`) : null);
}

/** A password that the server would refuse for its length is not sent. */
export function checkNewPassword(value: string): string | null {
  if (value === '') return i18next.t('fields.missing.newPassword');
  // The field says how long it has to be.
  return missingCharacters(value) > 0 ? i18next.t('fields.missing.longerPassword') : null;
}

export function checkEmail(value: string): string | null {
  if (value.trim() === '') return i18next.t('fields.missing.email');
  return /^\S+@\S+\.\S+$/.test(value.trim()) ? null : i18next.t('fields.missing.emailShape');
}

/** As the server does, takes an address that differs in letter case only for the same. */
export function checkNewEmail(current: string): (value: string) => string | null {
  const isSame = (value: string) => value.trim().toLowerCase() === current.toLowerCase();
  return (value) => checkEmail(value) ?? (isSame(value) ? i18next.t('email.same') : null);
}
