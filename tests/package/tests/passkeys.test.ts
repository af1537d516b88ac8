import { join } from 'node:path';
import { expect, test } from 'vitest';
import { output } from '../places.js';
import { compile, writeFiles } from '../recipes.js';

// safejwt-js/tests/passkeys/guide.test.tsx runs them.
test('the files of the page on passkeys are type-correct with the packed package', () => {
  const folder = join(output, 'passkeys');
  expect(writeFiles('passkeys.md', folder)).toEqual([
    'passkey-login.tsx',
    'offer-passkey.tsx',
    'passkey-list.tsx',
    'passkey-message.ts',
    'authenticator.ts',
    'passkeys.spec.ts',
  ]);
  expect(compile(folder)).toBe('');
});
