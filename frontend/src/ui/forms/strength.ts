import { ZxcvbnFactory } from '@zxcvbn-ts/core';
import { adjacencyGraphs, dictionary } from '@zxcvbn-ts/language-common';
import type en from '../../i18n/locales/en.json';
import { isTooShort } from './password-rule';

export type Warning = keyof (typeof en)['strength']['warnings'];

const estimator = new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs });

/** Longer passwords take the estimator long, and are strong in what they begin with. */
const LONGEST = 72;

/** What a guesser would think of at this place, as the server does. */
const PRODUCT = ['safejwt', 'safe jwt'];

/** Shorter words are in every second password by chance. */
const SHORTEST_WORD = 3;

/** What the server refuses for its length is weak, whatever it is made of. */
const BEST_IF_TOO_SHORT = 1;

type Score = 0 | 1 | 2 | 3 | 4;

/** From 0 (guessed at once) to 4, and what makes it weak. `personal` are names and addresses of the person. */
export function strengthOf(
  password: string,
  personal: readonly string[],
): { score: Score; warning: Warning | null; isTooShort: boolean } {
  const { score, feedback } = estimator.check(password.slice(0, LONGEST), [...PRODUCT, ...personal.flatMap(wordsOf)]);
  const tooShort = isTooShort(password);
  return {
    score: tooShort ? (Math.min(score, BEST_IF_TOO_SHORT) as Score) : score,
    // Without translations of its own the estimator answers with the names of the sentences.
    warning: feedback.warning as Warning | null,
    isTooShort: tooShort,
  };
}

/** The whole of it, and its words: of an address the name before the @ too. */
function wordsOf(text: string): string[] {
  return [text, ...text.split(/[^\p{L}\p{N}]+/u)].filter((word) => word.length >= SHORTEST_WORD);
}
