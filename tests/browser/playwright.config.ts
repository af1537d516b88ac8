import { defineConfig } from '@playwright/test';
import { headlessShell } from './browsers/chromium.ts';
import { origin, prepare, webServer } from './server/servers.ts';

const modes = ['development', 'byEmail', 'production', 'crossSite'] as const;

await prepare(modes);

/** They measure what only Chromium reports, or need its options or processes. */
const chromiumOnly =
  '**/{every-page,large-text,layout-shift,passkeys,tabs-back-forward-cache,killed-browser,deployed,sites/*}.spec.ts';

/** WebKit ignores Secure cookies from http://localhost. */
const ignored = { firefox: [chromiumOnly], webkit: [chromiumOnly, '**/production/**'] };

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
    // The specs of another server name it with test.use().
    baseURL: origin('development'),
    // Traces triple the time: npx playwright test --trace on records them.
    trace: 'off',
    screenshot: 'only-on-failure',
  },
  projects: [
    { name: 'chromium', use: { browserName: 'chromium', launchOptions: headlessShell() } },
    ...engines.map((browserName) => ({ name: browserName, testIgnore: ignored[browserName], use: { browserName } })),
  ],
  webServer: modes.map(webServer),
});

function isEngine(name: string): name is 'firefox' | 'webkit' {
  if (['firefox', 'webkit'].includes(name)) return true;
  if (name) throw new Error(`PLAYWRIGHT_ENGINES=${name} is no engine: name firefox, webkit or both.`);
  return false;
}
