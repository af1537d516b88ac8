import { join } from 'node:path';
import { defineConfig } from '@playwright/test';
import { headlessShell } from '../browsers/chromium.ts';
import { freePort, python } from '../server/servers.ts';

// Playwright's workers inherit the port.
process.env.DOCS_PORT ??= String(await freePort());
const site = `http://localhost:${process.env.DOCS_PORT}/safejwt/`;

/** The documentation site in build/docs. */
export default defineConfig({
  testDir: '.',
  outputDir: '../../../build/docs-pages-results',
  forbidOnly: Boolean(process.env.CI),
  retries: 0,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  reporter: 'list',
  use: { baseURL: site, trace: 'off', screenshot: 'only-on-failure' },
  projects: [{ name: 'chromium', use: { browserName: 'chromium', launchOptions: headlessShell() } }],
  webServer: {
    command: `exec '${python}' ${join(import.meta.dirname, 'serve.py')}`,
    url: site,
    stderr: 'ignore',
    env: { PORT: process.env.DOCS_PORT },
  },
});
