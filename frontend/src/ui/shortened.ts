const LONGEST = 40;

/** A name for a message that passes by. What stays on the page shows the whole name. */
export function shortened(name: string): string {
  const letters = Array.from(name);
  return letters.length > LONGEST ? `${letters.slice(0, LONGEST - 1).join('')}…` : name;
}
