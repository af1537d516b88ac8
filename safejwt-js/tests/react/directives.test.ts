import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..', '..');

// Next.js renders unmarked modules on the server only, where hooks throw.
test("what is built for React begins with 'use client', and the core does not", { timeout: 60_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'safejwt-js-'));
  try {
    const tsc = join(root, '..', 'node_modules', 'typescript', 'bin', 'tsc');
    execFileSync(process.execPath, [tsc, '-p', 'tsconfig.build.json', '--outDir', folder], { cwd: root });
    const isMarked = (file: string) => readFileSync(file, 'utf8').startsWith("'use client';\n");
    const scripts = (path: string) => readdirSync(path).filter((file) => file.endsWith('.js'));
    const react = scripts(join(folder, 'react'));
    expect(react).toContain('index.js');
    expect(react.filter((file) => !isMarked(join(folder, 'react', file)))).toEqual([]);
    expect(scripts(folder).filter((file) => isMarked(join(folder, file)))).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
