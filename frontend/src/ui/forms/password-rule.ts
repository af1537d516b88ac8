/** Minimum length of a new password. Must match AUTH_PASSWORD_VALIDATORS on the server. */
export const MIN_LENGTH = 15;

/** How many characters the server still requires. It counts code points after NFC normalization. */
export function missingCharacters(password: string, minimum = MIN_LENGTH): number {
  return Math.max(0, minimum - Array.from(password.normalize('NFC')).length);
}
