import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { output } from './places.js';

const text = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'guides', 'recipes.md'), 'utf8');

export const folder = join(output, 'recipes');

/** Writes the files of docs/guides/recipes.md to where they find the packed package; each begins with its path as a comment. */
export function writeRecipes(): string[] {
  const files = [...text.matchAll(/^```\w+\n\/\/ (\S+)\n([\s\S]*?)^```$/gm)];
  for (const [, path = '', content = ''] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  return files.map(([, path = '']) => path);
}

/** One of those files, loaded. */
export async function recipe<T>(path: string): Promise<T> {
  return (await import(/* @vite-ignore */ join(folder, path))) as T;
}
