import { defineConfig } from '@playwright/test';
import { prepare, webServer } from '../servers.ts';
import type { EngineOptions } from './fixtures.ts';

const engines = [
  { name: 'firefox', program: 'FIREFOX_PATH', mode: 'production' },
  // WebKit takes no Secure cookie from http://localhost.
  { name: 'webkit', program: 'WEBKIT_PATH', mode: 'development' },
] as const;

const found = engines.filter(({ program }) => process.env[program]);
if (!found.length) throw new Error('No browser is named: make engines finds Firefox and WebKit, and names them.');

await prepare(found.map(({ mode }) => mode));

// The Playwright Test runner without Playwright's browsers: those that tools/engines.py has found and named.
export default defineConfig<object, EngineOptions>({
  testDir: '.',
  outputDir: '../../../build/engines-results',
  forbidOnly: Boolean(process.env.CI),
  // A test that passes only at the second try hides a race.
  retries: 0,
  workers: 1,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  reporter: 'list',
  projects: found.map(({ name, mode }) => ({ name, use: { engineName: name, mode } })),
  webServer: found.map(({ mode }) => webServer(mode)),
});
