/** Minimum length of a new password. Must match AUTH_PASSWORD_VALIDATORS on the server. */
export const MIN_LENGTH = 15;

/** Whether the server would refuse the length. It counts code points after NFC normalization. */
export function isTooShort(password: string): boolean {
  return Array.from(password.normalize('NFC')).length < MIN_LENGTH;
}
