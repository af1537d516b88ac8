import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';
import { compressedFiles } from './compressed-files.ts';
import { settledFont } from './font.ts';
import { themeStylesheet } from './theme-stylesheet.ts';

const apiOrigin = process.env.API_ORIGIN ?? 'http://127.0.0.1:8001';
/** The app and the API share one origin, in development too: Django sees the Host header the browser sent. */
const api = { target: apiOrigin, changeOrigin: false };

export default defineConfig({
  plugins: [react(), themeStylesheet(), compressedFiles(), settledFont()],
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
          groups: [
            { name: 'react', test: /node_modules\/(react|react-dom|react-router|scheduler)\// },
            { name: 'services', test: /node_modules\/(@tanstack|i18next|react-i18next)\// },
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
    // Typing takes its time on a busy machine.
    testTimeout: 20_000,
    restoreMocks: true,
  },
});
