import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

/** Calls a protected view as soon as it can, and notes when the response has arrived. */
const coldPage = `
if (location.search === '?cold') {
  await bench.resume();
  globalThis.answeredOk = await bench.call();
  globalThis.answered = performance.now();
}`;

/**
 * Returns the page and the script of each client by path, and the size of each script, minified and gzipped.
 * `kind` is 'cold' for pages that call a protected view by themselves.
 */
export async function bundles(clients, kind = 'tabs') {
  const pages = new Map();
  const sizes = new Map();
  for (const { name } of clients) {
    const { outputFiles } = await build({
      stdin: {
        contents: `import * as bench from './clients/${name}.mjs'; globalThis.bench = bench;${kind === 'cold' ? coldPage : ''}`,
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
