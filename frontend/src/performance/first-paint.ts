import type { Plugin } from 'vite';

const STYLESHEET = /\s*<link (rel="stylesheet" crossorigin[^>]*>)/g;
const ENTRY = /\s*<script type="module" crossorigin src="([^"]*)"><\/script>/g;
const IMPORT = /\s*<link rel="modulepreload" crossorigin href="([^"]*)">/g;

/**
 * Lets browsers paint the bar in index.html before the app has loaded, and keeps a slow phone
 * responsive:
 *
 * - The app's stylesheet moves from the head to the end of the body. The scripts still run after it.
 * - The app's files load with a low priority.
 * - The entry's imports become scripts of their own, which the browser runs one at a time.
 */
export function firstPaint(): Plugin {
  return {
    name: 'first-paint',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler(html) {
        const scripts = [...html.matchAll(IMPORT), ...html.matchAll(ENTRY)].map(
          ([, file]) => `    <script type="module" fetchpriority="low" crossorigin src="${file}"></script>\n`,
        );
        const links = [...html.matchAll(STYLESHEET)].map(([, rest]) => `    <link fetchpriority="low" ${rest}\n`);
        return html
          .replaceAll(STYLESHEET, '')
          .replaceAll(IMPORT, '')
          .replaceAll(ENTRY, '')
          .replace('  </head>', `${scripts.join('')}  </head>`)
          .replace('  </body>', `${links.join('')}  </body>`);
      },
    },
  };
}
