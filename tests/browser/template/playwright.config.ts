import { defineConfig } from '@playwright/test';
import { headlessShell } from '../browsers/chromium.ts';

const project = process.env.NEW_PROJECT ?? '';
const origin = `http://localhost:${process.env.NEW_PROJECT_PORT}`;

/** A project that create-safejwt has made, from `make run` to signed in. tests/template starts this. */
export default defineConfig({
  testDir: '.',
  outputDir: '../../../build/template-results',
  forbidOnly: Boolean(process.env.CI),
  retries: 0,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  reporter: 'list',
  use: { baseURL: origin, trace: 'off' },
  projects: [{ name: 'chromium', use: { browserName: 'chromium', launchOptions: headlessShell() } }],
  webServer: {
    command: `exec make run PORT=${process.env.NEW_PROJECT_PORT}`,
    cwd: project,
    url: `${origin}/health/ready`,
    timeout: 300_000,
    stdout: 'pipe',
    gracefulShutdown: { signal: 'SIGINT', timeout: 20_000 },
  },
});
