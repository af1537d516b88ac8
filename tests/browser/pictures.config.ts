import { defineConfig } from '@playwright/test';
import { headlessShell } from './browsers/chromium.ts';
import { origin, prepare, webServer } from './server/servers.ts';

await prepare(['development']);

const server = webServer('development');

/** `make pictures`: the pictures of the app in docs/pictures, taken from the running reference project. */
export default defineConfig({
  testDir: 'pictures',
  outputDir: '../../build/pictures-results',
  workers: 1,
  retries: 0,
  timeout: 120_000,
  expect: { timeout: 15_000 },
  reporter: 'list',
  use: {
    baseURL: origin('development'),
    browserName: 'chromium',
    launchOptions: headlessShell(),
    viewport: { width: 1120, height: 720 },
    deviceScaleFactor: 2,
    contextOptions: { reducedMotion: 'reduce' },
  },
  // The address that emails show.
  webServer: [{ ...server, env: { ...server.env, DJANGO_LINK_BASE: 'https://app.example.com' } }],
});
