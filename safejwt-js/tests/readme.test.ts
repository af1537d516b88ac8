import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import * as core from '../src/index.js';
import * as react from '../src/react/index.js';

const readme = readFileSync(join(import.meta.dirname, '..', 'README.md'), 'utf8');

/** The names in the first column of the table that begins with `heading`. */
function namesBelow(heading: string): string[] {
  const table = readme.slice(readme.indexOf(`| ${heading} |`)).split('\n\n')[0] ?? '';
  return [...table.matchAll(/^\| `(\w+)/gm)].map(([, name]) => name ?? '');
}

test('the README lists what can be imported, and nothing else', () => {
  expect(namesBelow('from `safejwt-js`').sort()).toEqual(Object.keys(core).sort());
  expect(namesBelow('from `safejwt-js/react`').sort()).toEqual(Object.keys(react).sort());
});

test('the README names every verb of the client', () => {
  for (const verb of Object.keys(core.createAuthClient())) expect(readme).toContain(`\`${verb}\``);
});

test('the examples import names that exist', () => {
  const imports = [...readme.matchAll(/import \{([^}]+)\} from '(safejwt-js(?:\/react)?)'/g)];
  expect(imports.length).toBeGreaterThan(3);
  for (const [, names = '', path] of imports) {
    const known = Object.keys(path === 'safejwt-js' ? core : react);
    for (const name of names.split(',')) expect(known).toContain(name.trim());
  }
});
