import { ZxcvbnFactory } from '@zxcvbn-ts/core';
import { adjacencyGraphs, dictionary } from '@zxcvbn-ts/language-common';
import type en from './locales/en.json';

export type Warning = keyof (typeof en)['strength']['warnings'];

const estimator = new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs });

/** Longer passwords take the estimator long, and are strong in what they begin with. */
const LONGEST = 72;

/** From 0 (guessed at once) to 4, and what makes it weak. */
export function strengthOf(
  password: string,
  personal: readonly string[],
): { score: 0 | 1 | 2 | 3 | 4; warning: Warning | null } {
  const { score, feedback } = estimator.check(password.slice(0, LONGEST), personal.filter(Boolean));
  // Without translations of its own the estimator answers with the names of the sentences.
  return { score, warning: feedback.warning as Warning | null };
}
