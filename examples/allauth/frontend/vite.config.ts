import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { themeStylesheet } from '../../../frontend/vite/theme-stylesheet.ts';

export default defineConfig({
  plugins: [react(), themeStylesheet()],
  publicDir: '../../../frontend/public',
  css: { postcss: '../../../frontend' },
  // Inlined files would be data: URLs, which the Content-Security-Policy allows for images only.
  build: { assetsInlineLimit: 0, modulePreload: { polyfill: false }, chunkSizeWarningLimit: 1000 },
});
