import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

/** Returns the page and the script of each client by path, and the size of each script, minified and gzipped. */
export async function bundles(clients) {
  const pages = new Map();
  const sizes = new Map();
  for (const { name } of clients) {
    const { outputFiles } = await build({
      stdin: {
        contents: `import * as bench from './clients/${name}.mjs'; globalThis.bench = bench;`,
        resolveDir: import.meta.dirname,
      },
      bundle: true,
      minify: true,
      format: 'esm',
      platform: 'browser',
      target: 'es2022',
      define: { 'process.env.NODE_ENV': '"production"' },
      write: false,
    });
    const [{ contents }] = outputFiles;
    pages.set(`/page/${name}.js`, contents);
    pages.set(`/page/${name}`, `<!doctype html><title>${name}</title><script type="module" src="${name}.js"></script>`);
    sizes.set(name, gzipSync(contents, { level: 9 }).length);
  }
  return { pages, sizes };
}
