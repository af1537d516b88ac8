import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import * as allauth from '../src/allauth/index.js';
import * as axios from '../src/axios.js';
import * as core from '../src/index.js';
import * as passkeys from '../src/passkeys/index.js';
import * as reactAllauth from '../src/react/allauth.js';
import * as react from '../src/react/index.js';
import * as reactPasskeys from '../src/react/passkeys.js';
import * as returnTo from '../src/return-to.js';
import * as live from '../src/while-signed-in.js';
import * as testing from '../testing/index.js';
import { asInstalled } from './support/snippets.js';

const root = join(import.meta.dirname, '..', '..');
const readme = readFileSync(join(root, 'safejwt-js', 'README.md'), 'utf8');
const manual = readFileSync(join(root, 'docs', 'start', 'safejwt-js.md'), 'utf8');

const entries: Readonly<Record<string, object>> = {
  'safejwt-js': core,
  'safejwt-js/react': react,
  'safejwt-js/passkeys': passkeys,
  'safejwt-js/react/passkeys': reactPasskeys,
  'safejwt-js/allauth': allauth,
  'safejwt-js/react/allauth': reactAllauth,
  'safejwt-js/axios': axios,
  'safejwt-js/live': live,
  'safejwt-js/return-to': returnTo,
  'safejwt-js/testing': testing,
};

/** Returns the names in the first column of the table that begins with `heading`. */
function namesBelow(heading: string): string[] {
  const table = manual.slice(manual.indexOf(`| ${heading} |`)).split('\n\n')[0] ?? '';
  return [...table.matchAll(/^\| `(\w+)/gm)].map(([, name]) => name ?? '');
}

test.each(Object.keys(entries))('the manual lists what can be imported from %s, and nothing else', (path) => {
  expect(namesBelow(`from \`${path}\``).sort()).toEqual(Object.keys(entries[path] ?? {}).sort());
});

test('the manual names every verb of the client', () => {
  for (const verb of Object.keys(core.createAuthClient())) expect(manual).toContain(`\`${verb}\``);
});

test('the examples import names that exist', () => {
  const imports = [...(manual + readme).matchAll(/import \{([^}]+)\} from '(safejwt-js(?:\/[\w-]+)*)'/g)];
  expect(imports.length).toBeGreaterThan(5);
  for (const [, names = '', path = ''] of imports) {
    const known = Object.keys(entries[path] ?? {});
    for (const name of names.split(',')) if (!name.trim().startsWith('type ')) expect(known).toContain(name.trim());
  }
});

/**
 * Returns names in backticks that look like ours, as `shareTokens: false`, outside of code blocks.
 */
function namesIn(text: string): string[] {
  const prose = text.replace(/^```[\s\S]*?^```/gm, '');
  return [...prose.matchAll(/`([a-z]+[A-Z]\w*)[^`\n]*`/g)].map(([, name]) => name ?? '');
}

const guides = [
  'docs/start/front-end.md',
  'docs/guides/passkeys.md',
  'docs/guides/several-tabs.md',
  'docs/guides/server-rendering.md',
  'docs/guides/testing.md',
  'docs/guides/websockets.md',
];

test.each(['docs/start/safejwt-js.md', ...guides])('every option and function named in %s exists', (file) => {
  const reports = readdirSync(join(root, 'safejwt-js', 'api')).map((name) =>
    readFileSync(join(root, 'safejwt-js', 'api', name), 'utf8'),
  );
  const text = readFileSync(join(root, file), 'utf8');
  const code = [...text.matchAll(/^```[\s\S]*?^```/gm)].join('\n');
  const known = new Set([...reports, code].join('\n').match(/\w+/g));
  // Names of axios, openapi-fetch, Playwright, React Router, Vite and the platform.
  const packages = ['cancelToken', 'createClient', 'storageState', 'clientLoader', 'changeOrigin'];
  const others = [...packages, 'localStorage', 'sessionStorage'];
  expect(namesIn(text).filter((name) => !known.has(name) && !others.includes(name))).toEqual([]);
});

const recipes = join(import.meta.dirname, 'recipes');

test.each(readdirSync(recipes))('the manual or a guide shows %s as it is tested', (file) => {
  const pages = guides.map((guide) => readFileSync(join(root, guide), 'utf8'));
  expect([manual, ...pages].join('\n')).toContain(asInstalled(readFileSync(join(recipes, file), 'utf8')).trim());
});

test('the README shows its example as it is compiled', () => {
  const example = readFileSync(join(import.meta.dirname, 'support', 'readme-example.tsx'), 'utf8');
  expect(readme).toContain(asInstalled(example).trim());
});
