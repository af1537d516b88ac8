import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { output, unpacked } from './places.js';

export interface Manifest {
  name: string;
  version: string;
  exports: Record<string, { types: string; default: string }>;
  dependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
  bundledDependencies?: readonly string[];
  peerDependencies?: Record<string, string>;
  peerDependenciesMeta?: Record<string, { optional?: boolean }>;
  scripts?: Record<string, string>;
}

/** What `npm publish` would send. */
export const tarball = join(output, 'safejwt-js.tgz');

export function manifest(): Manifest {
  return JSON.parse(readFileSync(join(unpacked, 'package.json'), 'utf8')) as Manifest;
}

/** The entries of `exports`: `.`, `./react`… */
export function subpaths(): string[] {
  return Object.keys(manifest().exports);
}

/** What an app imports: `safejwt-js/react` for `./react`. */
export function specifier(subpath: string): string {
  return manifest().name + subpath.slice(1);
}
