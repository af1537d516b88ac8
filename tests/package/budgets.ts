/** Bytes, minified and gzipped; 1 kB is 1000 of them. Raising one is a decision, and says so in its commit. */
export const budgets: Readonly<Record<string, number>> = {
  '.': 7_250,
  './react': 700,
  // With the errors and how they are read, which an app has anyway.
  './axios': 1_400,
  './live': 600,
  './return-to': 400,
  './passkeys': 1_200,
  './react/passkeys': 1_600,
  // With the errors, which an app has anyway, and passkeys.
  './allauth': 4_600,
  './react/allauth': 400,
  // No app has it in what it ships; the client is in it.
  './testing': 15_500,
};

/** The core and the React bindings together, as most apps have them. */
export const withReact = 7_700;
