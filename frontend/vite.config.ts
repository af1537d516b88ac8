import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';
import { compressedFiles } from './compressed-files.ts';
import { earlyParts } from './early-parts.ts';
import { themeStylesheet } from './theme-stylesheet.ts';

const apiOrigin = process.env.API_ORIGIN ?? 'http://127.0.0.1:8001';
/** The app and the API share one origin, in development too: Django sees the Host header the browser sent. */
const api = { target: apiOrigin, changeOrigin: false };

/**
 * What is fetched together. The first two change seldom and keep their names, and their places in caches, when the app
 * changes; `app` is what every page needs, and the others come with the pages that need them.
 */
const parts = [
  { name: 'react', test: /node_modules\/(react|react-dom|react-router|scheduler)\// },
  {
    name: 'services',
    test: /node_modules\/(i18next|react-i18next|html-parse-stringify|void-elements|use-sync-external-store|@babel)\//,
  },
  { name: 'session', tags: ['$initial' as const] },
  { name: 'queries', test: /node_modules\/@tanstack\/|\/src\/.*quer(y|ies)\.tsx?$/ },
  {
    name: 'floating',
    test: /node_modules\/(@floating-ui|react-remove-scroll|react-remove-scroll-bar|react-style-singleton|use-sidecar|use-callback-ref|get-nonce|tslib)\//,
  },
  {
    name: 'forms',
    test: /node_modules\/@mantine\/form\/|@mantine\/core\/esm\/components\/(Input|InputBase|TextInput)\/|\/src\/(use-submit|validation|components\/[a-z-]*(field|strength|submit-button|send-again|back-to-login|address-form|link-sent)|password-rule)\b/,
  },
  { name: 'dates', test: /node_modules\/dayjs\/(dayjs|plugin)/ },
  { name: 'app', test: /./, minShareCount: 2 },
].map((part, index, { length }) => ({ ...part, priority: length - index }));

export default defineConfig({
  plugins: [react(), themeStylesheet(), earlyParts(), compressedFiles()],
  server: {
    host: process.env.HOST ?? 'localhost',
    port: Number(process.env.PORT ?? 8000),
    strictPort: true,
    proxy: { '/users': api, '/admin': api, '/api-auth': api, '/static': api, '/.well-known': api },
  },
  build: {
    outDir: 'dist',
    assetsDir: 'assets',
    // Inlined files would be data: URLs, which a strict Content-Security-Policy refuses.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        // What changes seldom keeps its name, and its place in caches, when the app changes.
        codeSplitting: {
          includeDependenciesRecursively: false,
          groups: parts,
        },
      },
    },
  },
  test: {
    environment: 'jsdom',
    setupFiles: ['tests/setup.ts'],
    include: ['tests/**/*.test.{ts,tsx}'],
    css: false,
    // Typing takes its time on a busy machine.
    testTimeout: 20_000,
    restoreMocks: true,
  },
});
