import { defineConfig } from '@playwright/test';
import { prepare, webServer } from './server/servers.ts';

await prepare(['production']);

/** `npx playwright test -c lighthouse.config.ts`: run it alone, because other work on the machine slows the pages down. */
export default defineConfig({
  testDir: 'lighthouse',
  outputDir: '../../build/lighthouse-results',
  workers: 1,
  retries: 0,
  timeout: 300_000,
  reporter: 'list',
  webServer: [webServer('production')],
});
