import { defineConfig } from '@playwright/test';
import { prepare, webServer } from '../server/servers.ts';
import type { EngineOptions } from './fixtures.ts';

const engines = [
  { name: 'firefox', program: 'FIREFOX_PATH', mode: 'production' },
  // WebKit ignores Secure cookies from http://localhost.
  { name: 'webkit', program: 'WEBKIT_PATH', mode: 'development' },
] as const;

const found = engines.filter(({ program }) => process.env[program]);
if (!found.length) throw new Error('No browser is named: make firefox (or webkit) names it.');

await prepare(found.map(({ mode }) => mode));

/**
 * Stories in the distribution's Firefox and WebKit, for machines where Playwright cannot install its own
 * (PLAYWRIGHT_ENGINES in ../playwright.config.ts). ENGINES=full runs all of them.
 */
export default defineConfig<object, EngineOptions>({
  testDir: '.',
  testMatch: process.env.ENGINES === 'full' ? '*.spec.ts' : 'session.spec.ts',
  outputDir: `../../../build/${process.env.SUITE ?? 'engines'}-results`,
  forbidOnly: Boolean(process.env.CI),
  // A test that passes only at the second attempt hides a race.
  retries: 0,
  workers: found.length,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  reporter: 'list',
  projects: found.map(({ name, mode }) => ({ name, use: { engineName: name, mode } })),
  webServer: found.map(({ mode }) => webServer(mode)),
});
