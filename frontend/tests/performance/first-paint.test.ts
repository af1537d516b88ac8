import { readFileSync } from 'node:fs';
import { DEFAULT_THEME, mergeMantineTheme } from '@mantine/core';
import { expect, test } from 'vitest';
import { firstPaint } from '../../src/performance/first-paint';
import { theme, themeVariables } from '../../src/theme';

/** The colors of one block of first-paint.css. */
function colors(selector: string): Record<string, string> {
  const css = readFileSync('public/first-paint.css', 'utf8');
  const block = css.slice(css.indexOf(`${selector} {`)).split('}')[0] ?? '';
  return Object.fromEntries(
    [...block.matchAll(/--first-paint-(\w+): (#\w+);/g)].map(([, name, color]) => [name, color]),
  );
}

test('the first paint has the colors and the font of the theme', () => {
  const merged = mergeMantineTheme(DEFAULT_THEME, theme);
  const { light, dark } = themeVariables(merged);
  expect(colors(':root')).toEqual({
    page: light['--app-background'],
    bar: merged.white,
    border: light['--app-border'],
    text: merged.black,
  });
  expect(colors('[data-mantine-color-scheme="dark"]')).toEqual({
    page: dark['--app-background'],
    bar: merged.colors.dark[7],
    border: dark['--app-border'],
    text: merged.white,
  });
  const css = readFileSync('public/first-paint.css', 'utf8').replaceAll(/\s+/g, ' ').replaceAll('"', "'");
  expect(css).toContain(`font-family: ${merged.fontFamily};`);
});

test('the app loads behind the first paint, and its first requests do not wait for it', () => {
  const { transformIndexHtml } = firstPaint();
  if (typeof transformIndexHtml !== 'object' || !('handler' in transformIndexHtml)) throw new Error('no handler');
  const html = `<head>
    <link rel="stylesheet" href="/first-paint.css" />
    <script type="module" crossorigin src="/assets/app.js"></script>
    <link rel="modulepreload" crossorigin href="/assets/vendor.js">
    <link rel="modulepreload" crossorigin href="/assets/first-requests-Dx1.js">
    <link rel="stylesheet" crossorigin href="/assets/vendor.css">
    <link rel="stylesheet" crossorigin href="/assets/app.css">
  </head>
  <body>
  </body>`;
  expect(Reflect.apply(transformIndexHtml.handler, undefined, [html])).toBe(`<head>
    <link rel="stylesheet" href="/first-paint.css" />
    <script type="module" fetchpriority="low" crossorigin src="/assets/app.js"></script>
    <link rel="modulepreload" fetchpriority="low" crossorigin href="/assets/vendor.js">
    <script type="module" async fetchpriority="high" crossorigin src="/assets/first-requests-Dx1.js"></script>
  </head>
  <body>
    <link rel="stylesheet" fetchpriority="low" crossorigin href="/assets/vendor.css">
    <link rel="stylesheet" fetchpriority="low" crossorigin href="/assets/app.css">
  </body>`);
});
