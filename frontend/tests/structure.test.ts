import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { expect, test } from 'vitest';

/** Each folder may import from itself and from those before it. */
const ORDER = [
  'theme.ts',
  'product.ts',
  'performance',
  'i18n',
  'ui',
  'features/session',
  'features/account',
  'features/email-links',
  'features/home',
  'features/layout',
  // Those of your project.
  'features',
  'app.tsx',
  'first-requests.ts',
  'main.tsx',
];

const source = join(import.meta.dirname, '..', 'src');

function rank(file: string): number {
  return ORDER.findIndex(
    (part) => file === part || file === part.replace(/\.tsx?$/, '') || file.startsWith(`${part}/`),
  );
}

function imports(file: string): string[] {
  const text = readFileSync(join(source, file), 'utf8');
  return [...text.matchAll(/(?:from |import\()'(\.[^']*)'/g)].map(([, path = '']) =>
    relative(source, join(source, file, '..', path)),
  );
}

test('folders import in one direction', () => {
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((file) =>
    /(?<!\.d)\.tsx?$/.test(file),
  );
  expect(files.length).toBeGreaterThan(80);
  expect(files.filter((file) => rank(file) < 0)).toEqual([]);
  const wrong = files.flatMap((file) =>
    imports(file)
      .filter((path) => rank(path) > rank(file))
      .map((path) => `${file} imports ${path}`),
  );
  expect(wrong).toEqual([]);
});
