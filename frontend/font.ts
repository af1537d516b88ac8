import type { Plugin } from 'vite';

const FIRST = /inter-latin-wght-normal-[^/]*\.woff2$/;

/**
 * A font that comes late is kept for the next page instead of moving the text of this one, and the part of it that every
 * page needs is asked for together with the scripts.
 */
export function settledFont(): Plugin {
  return {
    name: 'settled-font',
    enforce: 'pre',
    transform(code, id) {
      return /@fontsource-variable\/.*\.css/.test(id)
        ? code.replaceAll('font-display: swap', 'font-display: optional')
        : null;
    },
    transformIndexHtml(_, { bundle = {} }) {
      return Object.keys(bundle)
        .filter((name) => FIRST.test(name))
        .map((name) => ({
          tag: 'link',
          attrs: {
            rel: 'preload',
            as: 'font',
            type: 'font/woff2',
            href: `/${name}`,
            crossorigin: '',
            fetchpriority: 'low',
          },
          injectTo: 'head' as const,
        }));
    },
  };
}
