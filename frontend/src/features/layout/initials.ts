/** The initials of the first two words of a username. */
export function initials(username: string): string {
  const words = username.split(/[^\p{L}\p{N}]+/u).filter(Boolean);
  const letters = words.slice(0, 2).map((word) => Array.from(word)[0]);
  return letters.join('').toUpperCase() || '?';
}
