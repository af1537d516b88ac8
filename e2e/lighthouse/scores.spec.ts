import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium, expect, test } from '@playwright/test';
import lighthouse from 'lighthouse';
import { launchOptions } from '../browser.ts';
import { register } from '../person.ts';
import { origin } from '../servers.ts';

const least = 95;
const folder = join(import.meta.dirname, '..', '..', 'build', 'lighthouse');
const pages = {
  'signed out': {
    home: '/',
    login: '/login',
    register: '/register',
    'forgot password': '/forgot-password',
    'page not found': '/nowhere',
  },
  'signed in': {
    home: '/',
    profile: '/account/profile',
    password: '/account/password',
    devices: '/account/devices',
    'page not found': '/nowhere',
  },
};

for (const [state, paths] of Object.entries(pages)) {
  test.describe(state, () => {
    let port: number;
    let context: BrowserContext;
    const profile = mkdtempSync(join(tmpdir(), 'lighthouse-'));

    test.beforeAll(async () => {
      port = await freePort();
      const args = [`--remote-debugging-port=${port}`];
      context = await chromium.launchPersistentContext(profile, {
        ...launchOptions(),
        args,
        baseURL: origin('production'),
      });
      const page = context.pages()[0] ?? (await context.newPage());
      if (state === 'signed in') await register(page);
      // Nothing of another page runs beside the one that is measured, nor hands it a token.
      await page.goto('about:blank');
    });

    // Each page is somebody's first: nothing of the app is kept from the one before, only who is signed in.
    test.beforeEach(async () => {
      const page = context.pages()[0] ?? (await context.newPage());
      const browser = await context.newCDPSession(page);
      await browser.send('Network.clearBrowserCache');
      await browser.detach();
    });

    test.afterAll(async () => {
      await context.close();
      rmSync(profile, { recursive: true, force: true });
    });

    for (const [name, path] of Object.entries(paths)) {
      test(`${name} has at least ${least} in all categories`, async () => {
        const options = {
          port,
          // It would delete the cookies too.
          disableStorageReset: true,
          output: ['html' as const, 'json' as const],
          logLevel: 'error' as const,
        };
        const result = await lighthouse(`${origin('production')}${path}`, options);
        if (!result) throw new Error('Lighthouse gave no result.');
        const { lhr, report } = result;
        mkdirSync(folder, { recursive: true });
        const file = join(folder, `${state} ${name}`.replaceAll(' ', '-'));
        options.output.forEach((kind, index) => {
          writeFileSync(`${file}.${kind}`, String(report[index]));
        });
        const scores = Object.values(lhr.categories).map(({ title, score }) => [title, Math.round((score ?? 0) * 100)]);
        console.log(`${state}, ${name}: ${scores.map((pair) => pair.join(' ')).join(', ')}`);
        const lost = Object.values(lhr.audits)
          .filter(({ score, scoreDisplayMode }) => score !== null && score < 0.9 && scoreDisplayMode !== 'informative')
          .map(({ id, displayValue = '' }) => `${id} ${displayValue}`);
        console.log(lost.join('; '));
        expect(scores.filter(([, score]) => (score as number) < least)).toEqual([]);
        expect(lhr.audits['cumulative-layout-shift']?.numericValue).toBe(0);
        expect(scriptsFromTheCache(lhr.audits['network-requests']?.details), 'a cold load fetches its scripts').toEqual(
          [],
        );
      });
    }
  });
}

/** The scripts that came without their bytes being sent. */
function scriptsFromTheCache(details: unknown): string[] {
  const { items } = details as { items: { url: string; resourceType: string; transferSize: number }[] };
  const scripts = items.filter(({ resourceType }) => resourceType === 'Script');
  expect(scripts.length).toBeGreaterThan(0);
  return scripts.filter(({ transferSize }) => transferSize === 0).map(({ url }) => url);
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
