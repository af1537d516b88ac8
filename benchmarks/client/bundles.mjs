import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

/** What the script of a client does when it has loaded, by the kind of its page. */
const starts = {
  tabs: '',
  cold: `
if (location.search === '?cold') {
  await bench.resume();
  globalThis.answeredOk = await bench.call();
  globalThis.answered = performance.now();
}`,
  app: `if (location.search === '?cold') globalThis.resumed = bench.resume();`,
};

/** An app with React, which calls the protected view when it is rendered. */
const app = `
import { createElement, useEffect } from 'react';
import { createRoot } from 'react-dom/client';

async function call() {
  await resumed;
  globalThis.answeredOk = await bench.call();
  globalThis.answered = performance.now();
}
function App() {
  useEffect(() => void call(), []);
  return createElement('p', null, 'App');
}
if (location.search === '?cold') createRoot(document.body).render(createElement(App));`;

/**
 * Returns the page and the script of each client by path, and the size of each script, minified and gzipped; of the app
 * under 'app'. `kind` is 'cold' for pages that call a protected view by themselves, and 'app' for those whose app calls
 * it: the script of the client is apart, and starts first.
 */
export async function bundles(clients, kind = 'tabs') {
  const pages = new Map();
  const sizes = new Map();
  const add = async (name, contents) => {
    const script = await bundle(contents);
    pages.set(`/page/${name}.js`, script);
    sizes.set(name, gzipSync(script, { level: 9 }).length);
  };
  const scriptOf = (name) => `<script type="module" src="${name}.js"></script>`;
  const rest = kind === 'app' ? scriptOf('app') : '';
  if (rest) await add('app', app);
  for (const { name } of clients) {
    await add(name, `import * as bench from './clients/${name}.mjs'; globalThis.bench = bench;${starts[kind]}`);
    pages.set(`/page/${name}`, `<!doctype html><title>${name}</title><body>${scriptOf(name)}${rest}`);
  }
  return { pages, sizes };
}

async function bundle(contents) {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: import.meta.dirname },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    define: { 'process.env.NODE_ENV': '"production"' },
    write: false,
  });
  return outputFiles[0].contents;
}
