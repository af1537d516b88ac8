import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium, expect, test } from '@playwright/test';
import lighthouse, { type Result } from 'lighthouse';
import { register } from '../app/user.ts';
import { chromium as installed } from '../browsers/chromium.ts';
import { verifyEmail } from '../server/database.ts';
import { freePort, origin } from '../server/servers.ts';

// The performance of a visit varies by some points; the median of three visits counts.
/** The account pages load more code, and single visits on a busy machine scatter more. */
const least = (path: string) => (path.startsWith('/account/') ? 90 : 95);
const kinds = ['html', 'json'] as const;
const folder = join(import.meta.dirname, '..', '..', '..', 'build', 'lighthouse');
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
    'e-mail': '/account/email',
    devices: '/account/devices',
    activity: '/account/activity',
    'danger zone': '/account/danger',
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
        ...installed(),
        args,
        baseURL: origin('production'),
      });
      const page = context.pages()[0] ?? (await context.newPage());
      // A user who has followed the link in the first email.
      if (state === 'signed in') verifyEmail((await register(page)).username, 'production');
      // No other page runs beside the one that is measured, or shares its token.
      await page.goto('about:blank');
    });

    /** A visit with an empty cache and the cookies of the session. */
    async function visit(path: string) {
      const page = context.pages()[0] ?? (await context.newPage());
      const browser = await context.newCDPSession(page);
      await browser.send('Network.clearBrowserCache');
      await browser.detach();
      const result = await lighthouse(`${origin('production')}${path}`, {
        port,
        // The reset would delete the cookies too.
        disableStorageReset: true,
        output: [...kinds],
        logLevel: 'error',
      });
      if (!result) throw new Error('Lighthouse gave no result.');
      expect(scriptsFromTheCache(result.lhr), 'a cold load fetches its scripts').toEqual([]);
      return result;
    }

    test.afterAll(async () => {
      await context.close();
      rmSync(profile, { recursive: true, force: true });
    });

    for (const [name, path] of Object.entries(paths)) {
      test(`${name} has at least ${least(path)} in all categories`, async () => {
        const results = [];
        for (let visits = 0; visits < 3; visits += 1) results.push(await visit(path));
        const [, median] = results.sort((one, other) => performance(one.lhr) - performance(other.lhr));
        if (!median) throw new Error('There is no median.');
        const { lhr, report } = median;
        mkdirSync(folder, { recursive: true });
        const file = join(folder, `${state} ${name}`.replaceAll(' ', '-'));
        kinds.forEach((kind, index) => {
          writeFileSync(`${file}.${kind}`, String(report[index]));
        });
        const scores = Object.values(lhr.categories).map(({ title, score }) => [title, Math.round((score ?? 0) * 100)]);
        const all = results.map(({ lhr }) => performance(lhr)).join(', ');
        const power = results.map(({ lhr }) => Math.round(lhr.environment.benchmarkIndex)).join(', ');
        console.log(
          `${state}, ${name}: ${scores.map((pair) => pair.join(' ')).join(', ')}; performance of all: ${all}; the machine's BenchmarkIndex: ${power}`,
        );
        const milliseconds = ['first-contentful-paint', 'largest-contentful-paint', 'total-blocking-time'].map(
          (id) => `${id} ${Math.round(lhr.audits[id]?.numericValue ?? Number.NaN)}`,
        );
        console.log(milliseconds.join(', '));
        const lost = Object.values(lhr.audits)
          .filter(({ score, scoreDisplayMode }) => score !== null && score < 0.9 && scoreDisplayMode !== 'informative')
          .map(({ id, displayValue = '' }) => `${id} ${displayValue}`);
        console.log(lost.join('; '));
        expect(scores.filter(([, score]) => (score as number) < least(path))).toEqual([]);
        expect(lhr.audits['cumulative-layout-shift']?.numericValue).toBe(0);
      });
    }
  });
}

function performance({ categories }: Result): number {
  return Math.round((categories.performance?.score ?? 0) * 100);
}

interface Sent {
  url: string;
  resourceType: string;
  transferSize: number;
}

/** The scripts that came without a transfer. */
function scriptsFromTheCache({ audits }: Result): string[] {
  const details = audits['network-requests']?.details as unknown as { items: Sent[] } | undefined;
  const scripts = details?.items.filter(({ resourceType }) => resourceType === 'Script') ?? [];
  expect(scripts.length).toBeGreaterThan(0);
  return scripts.filter(({ transferSize }) => transferSize === 0).map(({ url }) => url);
}
