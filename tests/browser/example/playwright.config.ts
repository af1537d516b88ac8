import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig } from '@playwright/test';
import { headlessShell } from '../browsers/chromium.ts';
import { freePort, python } from '../server/servers.ts';

const root = join(import.meta.dirname, '..', '..', '..');
const state = join(root, 'build', process.env.SUITE ?? 'example-tests');

// Playwright's workers inherit the ports.
if (!process.env.EXAMPLE_PORT) {
  process.env.EXAMPLE_PORT = String(await freePort());
  process.env.EXAMPLE_PROVIDER_PORT = String(await freePort());
  rmSync(join(state, 'state'), { recursive: true, force: true });
}
const origin = `http://localhost:${process.env.EXAMPLE_PORT}`;

/** The stories of examples/allauth. Its one command starts it, with the provider that it needs. */
export default defineConfig({
  testDir: '.',
  outputDir: '../../../build/example-results',
  fullyParallel: true,
  forbidOnly: Boolean(process.env.CI),
  // A test that passes only at the second attempt hides a race.
  retries: 0,
  workers: 3,
  timeout: 120_000,
  expect: { timeout: 15_000 },
  reporter: 'list',
  use: { baseURL: origin, trace: 'off', screenshot: 'only-on-failure' },
  projects: [{ name: 'chromium', use: { browserName: 'chromium', launchOptions: headlessShell() } }],
  webServer: {
    name: 'example',
    command: `exec '${python}' ${join(root, 'examples', 'allauth', 'start.py')}`,
    url: `${origin}/users/csrf/`,
    timeout: 120_000,
    gracefulShutdown: { signal: 'SIGTERM', timeout: 20_000 },
    env: {
      PORT: process.env.EXAMPLE_PORT,
      PROVIDER_PORT: process.env.EXAMPLE_PROVIDER_PORT ?? '',
      EXAMPLE_STATE: join(state, 'state'),
      EXAMPLE_SETTINGS: 'example_settings',
      PYTHONPATH: join(import.meta.dirname, '..', 'server'),
    },
  },
});
