import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { expect, test } from 'vitest';
import { bundle, everythingOf } from '../bundle.js';
import { manifest, specifier, subpaths, tarball } from '../packed.js';
import { unpacked } from '../places.js';

const bin = join(import.meta.dirname, '..', '..', '..', 'node_modules', '.bin');

test('nothing is installed with it', () => {
  const { dependencies, optionalDependencies, bundledDependencies, scripts } = manifest();
  expect({ ...dependencies, ...optionalDependencies }).toEqual({});
  expect(bundledDependencies ?? []).toEqual([]);
  const install = ['preinstall', 'install', 'postinstall', 'prepare'];
  expect(Object.keys(scripts ?? {}).filter((name) => install.includes(name))).toEqual([]);
});

test('nobody has to have the peer packages', () => {
  const { peerDependencies = {}, peerDependenciesMeta = {} } = manifest();
  const required = Object.keys(peerDependencies).filter((name) => !peerDependenciesMeta[name]?.optional);
  expect(required).toEqual([]);
});

test('the core imports no package, React neither', async () => {
  const { imports, files } = await bundle(everythingOf(specifier('.')));
  expect(imports).toEqual([]);
  expect(files.filter((path) => path.startsWith(join(unpacked, 'dist', 'react')))).toEqual([]);
});

test('passkeys are free of the client, React and every other package', async () => {
  const { imports, files } = await bundle(everythingOf(specifier('./passkeys')));
  expect(imports).toEqual([]);
  expect(files.filter((path) => !path.startsWith(join(unpacked, 'dist', 'passkeys')))).toEqual([]);
});

test.each(subpaths())('%s imports peer packages only, and holds no copy of one', async (subpath) => {
  const { imports, files } = await bundle(everythingOf(specifier(subpath)));
  const peers = Object.keys(manifest().peerDependencies ?? {});
  expect(imports.filter((path) => !peers.some((peer) => path === peer || path.startsWith(`${peer}/`)))).toEqual([]);
  expect(files.filter((path) => !path.startsWith(join(unpacked, 'dist')))).toEqual([]);
});

test('the tarball holds what was built, the README and the licence', () => {
  const files = execFileSync('tar', ['-tzf', tarball]).toString().trim().split('\n');
  const extra = files.filter(
    (path) => !/^package\/(dist\/.*\.(js|d\.ts|js\.map)|README\.md|LICENSE|package\.json)$/.test(path),
  );
  expect(extra).toEqual([]);
  for (const name of ['README.md', 'LICENSE']) expect(existsSync(join(unpacked, name)), name).toBe(true);
});

test.each(subpaths())('%s is there, types and source maps with it', (subpath) => {
  const { types, default: script } = manifest().exports[subpath] ?? { types: '', default: '' };
  expect(existsSync(join(unpacked, types)), types).toBe(true);
  const map = JSON.parse(readFileSync(join(unpacked, `${script}.map`), 'utf8')) as { sourcesContent?: string[] };
  expect(map.sourcesContent?.length).toBe(1);
});

test('publint has nothing to say', async () => {
  const { buffer } = new Uint8Array(readFileSync(tarball));
  const { messages, pkg } = await publint({ pack: { tarball: buffer }, strict: true });
  expect(messages.map((message) => formatMessage(message, pkg, { color: false }))).toEqual([]);
});

test('attw finds the types by every way of resolving ES modules', () => {
  const words = [tarball, '--profile', 'esm-only', '--no-emoji', '--no-color'];
  const { status, stdout, stderr } = spawnSync(join(bin, 'attw'), words, { encoding: 'utf8' });
  expect(status, stdout + stderr).toBe(0);
});
