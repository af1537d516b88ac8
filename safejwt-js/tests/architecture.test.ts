import { readdirSync, readFileSync } from 'node:fs';
import { join, normalize } from 'node:path';
import { expect, test } from 'vitest';

/** Each module may import only from those before it. */
const order = [
  'types',
  'errors',
  'answers',
  'clock',
  'abort',
  'platform',
  'page',
  'lock',
  'tabs',
  'store',
  'breaker',
  'csrf',
  'http',
  'epochs',
  'session',
  'refresh',
  'authorized-fetch',
  'client',
  'index',
  'return-to',
  'react/provider',
  'react/hooks',
  'react/require-auth',
  'react/suspense',
  'react/index',
  'axios',
  'live',
  'testing/clock',
  'testing/tokens',
  'testing/refusals',
  'testing/people',
  'testing/sessions',
  'testing/cookies',
  'testing/requests',
  'testing/limits',
  'testing/csrf',
  'testing/endpoints',
  'testing/responses',
  'testing/routes',
  'testing/network',
  'testing/answers',
  'testing/locks',
  'testing/channels',
  'testing/browser',
  'testing/server',
  'testing/index',
];

const source = join(import.meta.dirname, '..', 'src');

function moduleNames(): string[] {
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((file) => /\.tsx?$/.test(file));
  return files.map((file) => file.replaceAll('\\', '/').replace(/\.tsx?$/, ''));
}

/** What a module imports: `errors`, `react/hooks`, or the name of a package. */
function importsOf(name: string): string[] {
  const file = readdirSync(join(source, name, '..')).find(
    (entry) => entry.replace(/\.tsx?$/, '') === name.split('/').at(-1),
  );
  const text = readFileSync(join(source, name, '..', file ?? ''), 'utf8');
  return [...text.matchAll(/\bfrom '([^']+)'|\bimport\('([^']+)'\)/g)].map(([, from, dynamic]) => {
    const target = from ?? dynamic ?? '';
    return target.startsWith('.')
      ? normalize(join(name, '..', target))
          .replaceAll('\\', '/')
          .replace(/\.js$/, '')
      : target;
  });
}

test('every module is in the written order', () => {
  expect(moduleNames().sort()).toEqual([...order].sort());
});

test.each(order)('%s imports only what comes before it', (name) => {
  const peers = ['react', 'axios'].filter((peer) => name.split('/')[0] === peer);
  const allowed = [...order.slice(0, order.indexOf(name)), ...peers];
  expect(importsOf(name).filter((target) => !allowed.includes(target))).toEqual([]);
});

test('the React bindings know the core by its types alone', () => {
  for (const name of order.filter((module) => module.startsWith('react/'))) {
    expect(importsOf(name).filter((target) => !target.startsWith('react') && target !== 'types')).toEqual([]);
  }
});

test('the core needs nothing that is not in the package, and neither React, axios nor the test server', () => {
  const reached = new Set<string>();
  const follow = (name: string) => {
    if (reached.has(name)) return;
    reached.add(name);
    if (order.includes(name)) importsOf(name).forEach(follow);
  };
  follow('index');
  expect(
    [...reached].filter((name) => !order.includes(name) || /^(react|axios|live|return-to|testing)/.test(name)),
  ).toEqual([]);
});

test('what the browser runs knows nothing of the test server', () => {
  for (const name of order.filter((module) => !module.startsWith('testing/'))) {
    expect(importsOf(name).filter((target) => target.startsWith('testing/'))).toEqual([]);
  }
});

test('the platform is asked for fetch in one place', () => {
  const askers = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter(
    (file) =>
      /\.tsx?$/.test(file) &&
      /globalThis\.fetch\(|(?<![.\w])fetch\([^)]*\);?$/m.test(readFileSync(join(source, file), 'utf8')),
  );
  expect(askers).toEqual(['http.ts']);
});
