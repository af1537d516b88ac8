/** The state of the history entry in which the login page follows a password reset. */
export const afterReset = { passwordReset: true };

/** Whether a history entry has this state. */
export function isAfterReset(state: unknown): boolean {
  return typeof state === 'object' && state !== null && 'passwordReset' in state;
}
