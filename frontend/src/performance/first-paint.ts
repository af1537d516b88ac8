import type { Plugin } from 'vite';

const FIRST_REQUESTS = /<link rel="modulepreload" [^>]*href="([^"]*\/first-requests-[^"]*)">/;
const STYLESHEET = /\n *<link rel="stylesheet" fetchpriority[^>]*>/g;

/**
 * Lets browsers paint the bar in index.html before the app has loaded. The app's files load with a
 * low priority, and its stylesheets move from the head to the end of the body. Scripts still run
 * after the stylesheets.
 */
export function firstPaint(): Plugin {
  return {
    name: 'first-paint',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler(html) {
        // Vite marks the files of the app with `crossorigin`.
        const marked = html
          .replaceAll(' crossorigin ', ' fetchpriority="low" crossorigin ')
          // `async`: otherwise it would wait for the stylesheets, which have a low priority.
          .replace(FIRST_REQUESTS, '<script type="module" async fetchpriority="high" crossorigin src="$1"></script>');
        const stylesheets = (marked.match(STYLESHEET) ?? []).join('');
        return marked.replaceAll(STYLESHEET, '').replace('\n  </body>', `${stylesheets}\n  </body>`);
      },
    },
  };
}
