import { parseSync } from 'rolldown/utils';
import { expect, test } from 'vitest';
import { problems, snippets } from '../snippets.js';

const found = snippets().filter(({ language }) => language.startsWith('ts'));

test('blocks of the documentation are type-correct with the packed package', () => {
  expect(found.length).toBeGreaterThan(50);
  expect(problems(found)).toEqual([]);
});

test.each([
  ["import { noSuchName } from 'safejwt-js';", 'noSuchName'],
  ["import { createAuthClient } from 'safejwt-js';\ncreateAuthClient({ noSuchOption: true });", 'noSuchOption'],
  ["import { useUser } from 'safejwt-js/react';\nuseUser(1);", 'arguments'],
  ["import 'safejwt-js/no-such-entry';", 'no-such-entry'],
  ['const x = ;', 'expected'],
])('a wrong block is found: %s', (code, named) => {
  expect(problems([{ at: 'a.md:1', language: 'ts', code }])).toEqual([expect.stringMatching(`^a.md:1.*${named}`)]);
});

test('blocks in JavaScript can be parsed', () => {
  const scripts = snippets().filter(({ language }) => language.startsWith('js'));
  expect(scripts.length).toBeGreaterThan(0);
  for (const { at, language, code } of scripts) {
    expect(parseSync(`block.${language}`, code).errors, at).toEqual([]);
  }
});
