import { isAbsolute, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { rolldown } from 'rolldown';
import { manifest } from './packed.js';
import { output } from './places.js';

export interface Bundle {
  /** Bytes, minified and gzipped. */
  size: number;
  /** The packages it imports and does not hold. */
  imports: string[];
  /** The files it was made from; the bundler's own are not among them. */
  files: string[];
}

const entry = join(output, 'entry.js');

/** Bundles a module as Vite does for an app; peer packages stay outside, for the app has them anyway. */
export async function bundle(source: string): Promise<Bundle> {
  const peers = Object.keys(manifest().peerDependencies ?? {});
  const build = await rolldown({
    input: entry,
    plugins: [
      { name: 'entry', load: (id) => (id === entry ? source : null), resolveId: (id) => (id === entry ? id : null) },
    ],
    external: (id) => peers.some((peer) => id === peer || id.startsWith(`${peer}/`)),
    platform: 'browser',
    // 'use client' means something in the package, and nothing in a bundle for the browser.
    checks: { moduleLevelDirective: false },
  });
  try {
    const { output: chunks } = await build.generate({ format: 'es', minify: true, codeSplitting: false });
    const [chunk] = chunks;
    return {
      size: gzipSync(chunk.code, { level: 9 }).length,
      imports: chunk.imports,
      files: chunk.moduleIds.filter((id) => id !== entry && isAbsolute(id)),
    };
  } finally {
    await build.close();
  }
}

/** All that the modules export, as if an app used the whole of it. */
export function everythingOf(...specifiers: readonly string[]): string {
  return specifiers.map((name) => `export * from '${name}';`).join('\n');
}
