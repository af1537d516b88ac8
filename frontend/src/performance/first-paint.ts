import type { Plugin } from 'vite';

const STYLESHEET = /\s*<link (rel="stylesheet" crossorigin[^>]*>)/g;
const SCRIPT = /<script (type="module" crossorigin)/g;

/**
 * Lets browsers paint the bar in index.html before the app has loaded. The app's stylesheet moves
 * from the head to the end of the body, and its files load with a low priority. The scripts still run
 * after the stylesheet.
 */
export function firstPaint(): Plugin {
  return {
    name: 'first-paint',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler(html) {
        const links = [...html.matchAll(STYLESHEET)].map(([, rest]) => `    <link fetchpriority="low" ${rest}\n`);
        return html
          .replace(STYLESHEET, '')
          .replace(SCRIPT, '<script fetchpriority="low" $1')
          .replace('  </body>', `${links.join('')}  </body>`);
      },
    },
  };
}
