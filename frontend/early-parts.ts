import type { Plugin, Rolldown } from 'vite';

/** What the entry imports once it runs, and each page needs. */
const START = /\/src\/start\.tsx$/;

/**
 * The page names what its first script will import, for all of it to be on its way at the same time. Parts that import each
 * other fail the build: one of them would run before what it uses is there.
 */
export function earlyParts(): Plugin {
  return {
    name: 'early-parts',
    generateBundle(_, bundle) {
      for (const file of Object.values(bundle)) {
        if (file.type !== 'chunk') continue;
        const back = withImports(file, bundle).find(({ imports }) => imports.includes(file.fileName));
        if (back) this.error(`${file.fileName} and ${back.fileName} import each other.`);
      }
    },
    transformIndexHtml: {
      order: 'post',
      handler(html, { bundle = {} }) {
        const start = Object.values(bundle).find(
          (file) => file.type === 'chunk' && START.test(file.facadeModuleId ?? ''),
        );
        if (start?.type !== 'chunk') return [];
        const chunks = withImports(start, bundle);
        const scripts = chunks.map(({ fileName }) => ({ rel: 'modulepreload', href: `/${fileName}` }));
        const styles = chunks
          .flatMap(({ viteMetadata }) => [...(viteMetadata?.importedCss ?? [])])
          .map((name) => ({ rel: 'preload', as: 'style', href: `/${name}` }));
        return [...styles, ...scripts]
          .filter(({ href }) => !html.includes(`"${href}"`))
          .map((attrs) => ({
            tag: 'link',
            attrs: { ...attrs, crossorigin: '', fetchpriority: 'low' },
            injectTo: 'head' as const,
          }));
      },
    },
  };
}

function withImports(first: Rolldown.OutputChunk, bundle: Rolldown.OutputBundle): Rolldown.OutputChunk[] {
  const found = new Set([first]);
  for (const { imports } of found) {
    for (const name of imports) {
      const chunk = bundle[name];
      if (chunk?.type === 'chunk') found.add(chunk);
    }
  }
  return [...found];
}
