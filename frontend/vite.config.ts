import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';
import { firstPaint } from './src/performance/first-paint.ts';
import { compressedFiles } from './vite/compressed-files.ts';
import { themeStylesheet } from './vite/theme-stylesheet.ts';

const apiOrigin = process.env.API_ORIGIN ?? 'http://127.0.0.1:8001';
/** The paths of the API: those of API_PATHS in backend/main/settings.py. */
const apiPaths = ['users', 'api'];
/** What Django serves beside them. */
const otherPaths = ['admin', 'static', 'health', 'mail', '\\.well-known', 'favicon\\.ico'];
/** The app and the API share one origin, in development too. Django sees the Host header of the browser. */
const api = { target: apiOrigin, changeOrigin: false };

export default defineConfig({
  plugins: [react(), themeStylesheet(), firstPaint(), compressedFiles()],
  server: {
    host: process.env.HOST ?? 'localhost',
    port: Number(process.env.PORT ?? 8000),
    strictPort: true,
    proxy: { [`^/(${[...apiPaths, ...otherPaths].join('|')})(/|$)`]: api },
  },
  build: {
    outDir: 'dist',
    assetsDir: 'assets',
    // Inlined files would be data: URLs, which a strict Content-Security-Policy refuses.
    assetsInlineLimit: 0,
    // All styles load at the start. Vite asks for the stylesheet of a page only once: after a failure, the page would appear
    // without its styles.
    cssCodeSplit: false,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        chunkFileNames: ({ name }) => `assets/${name.split('~')[0]}-[hash].js`,
        // Libraries change seldom and stay in caches. Modules that the same pages need share a chunk. Merging small
        // chunks further (entriesAwareMergeThreshold) can make them import each other, and then none of them starts.
        codeSplitting: {
          groups: [
            // With what it imports. performance/first-paint.ts starts this chunk first.
            { name: 'first-requests', test: /src\/first-requests/ },
            { name: 'vendor', test: /node_modules/, tags: ['$initial'] },
            { name: 'start', tags: ['$initial'] },
            { name: 'shared', minShareCount: 2, entriesAware: true },
          ],
        },
      },
    },
  },
  test: {
    environment: 'jsdom',
    setupFiles: ['tests/setup.ts'],
    include: ['tests/**/*.test.{ts,tsx}'],
    css: false,
    // One environment per thread instead of per file takes a third of the time. tests/setup.ts cleans up after each test.
    pool: 'threads',
    isolate: false,
    // Typing takes time on a busy machine.
    testTimeout: 20_000,
    restoreMocks: true,
  },
});
