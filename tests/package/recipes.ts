import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const guides = join(import.meta.dirname, '..', '..', 'docs', 'guides');

/** Writes the files of a page of docs/guides to where they find the packed package; each begins with its path as a comment. */
export function writeFiles(page: string, folder: string): string[] {
  const text = readFileSync(join(guides, page), 'utf8');
  const files = [...text.matchAll(/^```\w+\n\/\/ (\S+)\n([\s\S]*?)^```$/gm)];
  for (const [, path = '', content = ''] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  return files.map(([, path = '']) => path);
}

/** Returns what the compiler says about the files of a folder below `output`. */
export function compile(folder: string, root = '../../../'): string {
  const resolution = { module: 'ESNext', moduleResolution: 'bundler', types: ['node'], jsx: 'react-jsx', noEmit: true };
  const compilerOptions = { ...resolution, lib: ['ES2023', 'DOM', 'DOM.Iterable'] };
  const configuration = { extends: `${root}tsconfig.base.json`, compilerOptions, include: ['.'] };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(configuration));
  const tsc = join(import.meta.dirname, '..', '..', 'node_modules', '.bin', 'tsc');
  try {
    execFileSync(tsc, ['-p', folder], { stdio: 'pipe' });
    return '';
  } catch (error) {
    return String((error as { stdout: Buffer }).stdout);
  }
}
