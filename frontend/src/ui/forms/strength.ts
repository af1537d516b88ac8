import { ZxcvbnFactory } from '@zxcvbn-ts/core';
import { adjacencyGraphs, dictionary } from '@zxcvbn-ts/language-common';
import type en from '../../i18n/locales/en.json';
import { PRODUCT } from '../../product';

export type Warning = keyof (typeof en)['strength']['warnings'];

const estimator = new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs });

/** The estimator is slow for long passwords, and their beginning is strong enough. */
const LONGEST = 72;

/** Shorter words appear in many passwords by chance. */
const SHORTEST_WORD = 3;

type Score = 0 | 1 | 2 | 3 | 4;

/** Scores a password from 0 (weakest) to 4. `personal` holds the user's names and email addresses. */
export function strengthOf(password: string, personal: readonly string[]): { score: Score; warning: Warning | null } {
  // Words an attacker would try for this product. The server checks them too.
  const { score, feedback } = estimator.check(password.slice(0, LONGEST), [PRODUCT, ...personal].flatMap(wordsOf));
  // Without its own translations, the estimator returns message keys.
  return { score, warning: feedback.warning as Warning | null };
}

/** The text and its words, for example the part of an email address before the @. */
function wordsOf(text: string): string[] {
  return [text, ...text.split(/[^\p{L}\p{N}]+/u)].filter((word) => word.length >= SHORTEST_WORD);
}
