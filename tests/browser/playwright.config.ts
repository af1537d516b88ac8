import { defineConfig } from '@playwright/test';
import { launchOptions } from './browser.ts';
import { names, origin, prepare, webServer } from './servers.ts';

const output = '../../build/browser-results';

const modes = ['development', 'byMail', 'production', 'crossSite'] as const;

await prepare(modes);

export default defineConfig({
  testDir: 'specs',
  outputDir: output,
  fullyParallel: true,
  forbidOnly: Boolean(process.env.CI),
  // A test that passes only at the second try hides a race.
  retries: 0,
  workers: 2,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  reporter: 'list',
  use: {
    baseURL: origin('development'),
    launchOptions: launchOptions(),
    // Traces triple the time: npx playwright test --trace on records them.
    trace: 'off',
    screenshot: 'only-on-failure',
  },
  projects: [
    { name: 'development', testIgnore: '**/{by-mail,production,sites}/**' },
    { name: 'by mail', testMatch: '**/by-mail/**', use: { baseURL: origin('byMail') } },
    { name: 'production', testMatch: '**/production/**', use: { baseURL: origin('production') } },
    { name: 'sites', testMatch: '**/sites/**', use: { baseURL: `https://${names.production.host}` } },
  ],
  webServer: modes.map(webServer),
});
