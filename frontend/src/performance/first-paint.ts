import type { Plugin } from 'vite';

const STYLESHEET = /\s*(<link rel="stylesheet" crossorigin[^>]*>)/g;

/**
 * Moves the app's stylesheet from the head to the end of the body. Browsers then paint the bar in
 * index.html before it has loaded, and still run the app's scripts only afterwards.
 */
export function firstPaint(): Plugin {
  return {
    name: 'first-paint',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler(html) {
        const links = [...html.matchAll(STYLESHEET)].map(([, link]) => `    ${link}\n`).join('');
        return html.replace(STYLESHEET, '').replace('  </body>', `${links}  </body>`);
      },
    },
  };
}
