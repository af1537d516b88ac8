import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { describe, expect, test } from 'vitest';

/** Files at the top of `src/` and its folders: each may import only what stands before it. */
const order = [
  ...['errors', 'types', 'browser', 'http', 'session', 'authorized-fetch', 'client', 'index'],
  ...['passkeys', 'allauth', 'react', 'axios', 'while-signed-in', 'return-to'],
];

/** What each entry may import besides modules of its own package. */
const peers: Readonly<Record<string, readonly string[]>> = {
  react: ['npm:react'],
  axios: ['npm:axios', 'errors', 'http/response'],
};

/** The entries of React that are hooks for another entry. */
const hooksOf: Readonly<Record<string, readonly string[]>> = {
  'react/passkeys': ['passkeys'],
  'react/allauth': ['passkeys', 'allauth'],
};

const root = join(import.meta.dirname, '..');
const source = readModules('src');
const testServer = readModules('testing');

/** The modules below a folder, by name (`session/refresh`), with what they import. */
function readModules(folder: string): ReadonlyMap<string, readonly string[]> {
  const files = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).filter((file) =>
    /\.tsx?$/.test(file),
  );
  return new Map(
    files.map((file) => {
      const name = file.replaceAll('\\', '/').replace(/\.tsx?$/, '');
      return [name, importsIn(readFileSync(join(root, folder, file), 'utf8'), name)];
    }),
  );
}

/** `session/refresh` for a module of the same tree, `npm:axios` for a package. */
function importsIn(text: string, name: string): string[] {
  return [...text.matchAll(/\bfrom '([^']+)'|\bimport\('([^']+)'\)/g)].map(([, from, dynamic]) => {
    const target = from ?? dynamic ?? '';
    return target.startsWith('.') ? posix.join(posix.dirname(name), target).replace(/\.js$/, '') : `npm:${target}`;
  });
}

const folderOf = (name: string) => name.split('/')[0] ?? '';

/** Everything that `start` imports, directly or not. */
function reachedFrom(start: string, modules: ReadonlyMap<string, readonly string[]>): ReadonlySet<string> {
  const reached = new Set<string>();
  const follow = (name: string) => {
    if (reached.has(name)) return;
    reached.add(name);
    modules.get(name)?.forEach(follow);
  };
  modules.get(start)?.forEach(follow);
  return reached;
}

test('every folder and every file at the top has its place in the order', () => {
  expect(new Set([...source.keys()].map(folderOf))).toEqual(new Set(order));
});

test.each([...source])('%s imports only what stands before it', (name, imports) => {
  const folder = folderOf(name);
  const allowed = [...order.slice(0, order.indexOf(folder) + 1), ...(peers[folder] ?? [])];
  expect(imports.filter((target) => !allowed.includes(folderOf(target)))).toEqual([]);
});

test('no module imports itself through others', () => {
  for (const modules of [source, testServer]) {
    const inCycles = [...modules.keys()].filter((name) => reachedFrom(name, modules).has(name));
    expect(inCycles).toEqual([]);
  }
});

test('the core is free of React, axios, the optional entries and every other package', () => {
  const core = order.slice(0, order.indexOf('index'));
  expect([...reachedFrom('index', source)].filter((name) => !core.includes(folderOf(name)))).toEqual([]);
});

describe('an optional entry', () => {
  test('for React uses only the types of the core, and that for axios how it reads errors', () => {
    const bindings = [...source].filter(([name]) => folderOf(name) in peers);
    for (const [name, imports] of bindings) {
      const outside = imports.filter((target) => folderOf(target) !== folderOf(name));
      const others = outside.filter((target) => !hooksOf[name]?.includes(folderOf(target)));
      expect(others.filter((target) => target !== 'types' && !peers[folderOf(name)]?.includes(target))).toEqual([]);
    }
  });

  test('for passkeys works with any server: it uses nothing of the core', () => {
    expect([...reachedFrom('passkeys/index', source)].filter((name) => folderOf(name) !== 'passkeys')).toEqual([]);
  });

  test('for React is free of passkeys and allauth, which have hooks in entries of their own', () => {
    const reached = [...reachedFrom('react/index', source)].map(folderOf);
    expect(reached.filter((folder) => ['passkeys', 'allauth'].includes(folder))).toEqual([]);
  });

  test('of test tools uses only the public names of the core', () => {
    for (const imports of testServer.values()) {
      expect(imports.filter((target) => !testServer.has(target) && target !== 'npm:safejwt-js')).toEqual([]);
    }
  });
});

test('only the transport calls fetch', () => {
  const callers = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' }).filter(
    (file) =>
      /\.tsx?$/.test(file) &&
      /globalThis\.fetch\(|(?<![.\w])fetch\([^)]*\);?$/m.test(readFileSync(join(root, 'src', file), 'utf8')),
  );
  expect(callers).toEqual(['http/transport.ts']);
});
