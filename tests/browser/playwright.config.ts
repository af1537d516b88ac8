import { defineConfig } from '@playwright/test';
import { headlessShell } from './browsers/chromium.ts';
import { names, origin, prepare, webServer } from './server/servers.ts';

const modes = ['development', 'byEmail', 'production', 'crossSite'] as const;

await prepare(modes);

const otherServers = '**/{by-email,production,sites}/**';

/** They drive Chromium's DevTools or measure what only Chromium reports. */
const chromiumOnly = '**/{every-page,layout-shift,tabs-back-forward-cache,tabs-failures}.spec.ts';

/** Playwright's own Firefox and WebKit: PLAYWRIGHT_ENGINES=firefox,webkit after `npx playwright install firefox webkit`. */
const engines = (process.env.PLAYWRIGHT_ENGINES ?? '').split(',').filter(isEngine);

export default defineConfig({
  testDir: 'specs',
  outputDir: '../../build/browser-results',
  fullyParallel: true,
  forbidOnly: Boolean(process.env.CI),
  // A test that passes only at the second attempt hides a race.
  retries: 0,
  workers: 3,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  reporter: 'list',
  use: {
    baseURL: origin('development'),
    // Traces triple the time: npx playwright test --trace on records them.
    trace: 'off',
    screenshot: 'only-on-failure',
  },
  projects: [
    { name: 'development', testIgnore: otherServers, use: inChromium('development') },
    { name: 'by email', testMatch: '**/by-email/**', use: inChromium('byEmail') },
    { name: 'production', testMatch: '**/production/**', use: inChromium('production') },
    {
      name: 'sites',
      testMatch: '**/sites/**',
      use: { ...inChromium('production'), baseURL: `https://${names.production.host}` },
    },
    ...engines.map((browserName) => ({
      name: browserName,
      testIgnore: [otherServers, chromiumOnly],
      use: { browserName },
    })),
  ],
  webServer: modes.map(webServer),
});

function inChromium(mode: (typeof modes)[number]) {
  return { browserName: 'chromium' as const, baseURL: origin(mode), launchOptions: headlessShell() };
}

function isEngine(name: string): name is 'firefox' | 'webkit' {
  if (['firefox', 'webkit'].includes(name)) return true;
  if (name) throw new Error(`PLAYWRIGHT_ENGINES=${name} is no engine: name firefox, webkit or both.`);
  return false;
}
