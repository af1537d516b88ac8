import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join, relative } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { beforeAll, expect, test } from 'vitest';
import { tarball } from '../packed.js';
import { library, output, unpacked } from '../places.js';
import { sentinels } from '../sentinels.js';

const root = join(library, '..');
const app = join(root, 'frontend');
/** Beside the packed library, which is made again for each run. */
const built = join(output, 'app');

beforeAll(() => {
  const words = ['build', '--outDir', relative(app, built), '--emptyOutDir'];
  const env = { ...process.env, ...sentinels, NODE_ENV: 'production' };
  execFileSync(join(root, 'node_modules', '.bin', 'vite'), words, {
    cwd: app,
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
}, 180_000);

const readers: Record<string, (bytes: Buffer) => Buffer> = {
  '.gz': (bytes) => gunzipSync(bytes),
  '.tgz': (bytes) => gunzipSync(bytes),
  '.br': (bytes) => brotliDecompressSync(bytes),
};

/** Every file below a folder, and what is in it; compressed ones as they are read by a browser. */
function contents(folder: string): [string, string][] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return entries.map((entry) => {
    const path = join(entry.parentPath, entry.name);
    const bytes = readFileSync(path);
    const plain = readers[extname(path)]?.(bytes) ?? bytes;
    return [path, plain.toString('latin1')];
  });
}

function leaks(files: [string, string][], secrets: string[]): string[] {
  return files.filter(([, text]) => secrets.some((secret) => text.includes(secret))).map(([path]) => path);
}

test('a secret in a built file is found, a compressed one too', () => {
  const [[path, text] = ['', '']] = contents(built).filter(
    ([name]) => name.endsWith('.js.br') || name.endsWith('.js.gz'),
  );
  expect(path).not.toBe('');
  expect(leaks([[path, text]], [text.slice(100, 140)])).toEqual([path]);
});

test('the built app holds no secret of the environment it was built in', () => {
  const files = contents(built);
  expect(files.length).toBeGreaterThan(5);
  expect(leaks(files, Object.values(sentinels))).toEqual([]);
});

test('the packed library holds no secret of the environment it was packed in', () => {
  const packed: [string, string] = [tarball, gunzipSync(readFileSync(tarball)).toString('latin1')];
  expect(leaks([...contents(unpacked), packed], Object.values(sentinels))).toEqual([]);
});
