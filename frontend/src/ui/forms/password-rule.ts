/** The fewest characters of a new password: as the server wants it (AUTH_PASSWORD_VALIDATORS), so that nobody learns it by being refused. */
export const FEWEST_CHARACTERS = 15;

/** Whether the server finds it too short: it counts code points, of the composed form. */
export function isTooShort(password: string): boolean {
  return Array.from(password.normalize('NFC')).length < FEWEST_CHARACTERS;
}
