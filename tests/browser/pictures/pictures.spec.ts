import { type Browser, type BrowserContext, expect, type Page, test } from '@playwright/test';
import { open } from '../app/pages.ts';
import { signIn, signUp, type User } from '../app/user.ts';
import { clockHeader } from '../server/clock.ts';
import { makeAdministrator, verifyEmail } from '../server/database.ts';
import { linkInEmail } from '../server/mailbox.ts';
import { take } from './picture.ts';

const ada: User = { username: 'ada', email: 'ada@example.com', password: 'quiet harbor at nine, seven gulls' };
const grace: User = { ...ada, username: 'grace', email: 'grace@example.com' };
const day = 24 * 3600;
const phone = { width: 390, height: 844 };

interface Place {
  ip: string;
  /** How long ago the browser sends its requests, in seconds. */
  ago: number;
  userAgent?: string;
}

/** Browsers that log in from addresses for documentation (RFC 5737). */
const elsewhere: readonly Place[] = [
  {
    ip: '203.0.113.24',
    ago: 3 * day,
    userAgent: 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:145.0) Gecko/20100101 Firefox/145.0',
  },
  {
    ip: '198.51.100.7',
    ago: 2 * 3600,
    userAgent:
      'Mozilla/5.0 (iPhone; CPU iPhone OS 26_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Mobile/15E148 Safari/604.1',
  },
];

// The email and the admin show what happened before.
test.describe.configure({ mode: 'serial' });

test('the app', async ({ browser, page, context }) => {
  await makeHistory(browser);
  await context.setExtraHTTPHeaders({ 'X-Forwarded-For': '192.0.2.10' });
  await open(page, { name: 'login', path: '/login', heading: 'Log in' });
  await take(page, 'login');

  await signIn(context, ada);
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await openAccount(page, 'devices');
    await take(page, `devices-${colorScheme}`);
  }
  await page.emulateMedia({ colorScheme: 'light' });
  await openAccount(page, 'activity');
  await take(page, 'activity');
  await openAccount(page, 'danger');
  await take(page, 'data');
  await page.setViewportSize(phone);
  await openAccount(page, 'devices');
  await take(page, 'phone');
});

test('an email and the admin', async ({ page, context }) => {
  await linkInEmail(page.request, ada.email, /login on a new device/);
  await page.setViewportSize({ width: 720, height: 1200 });
  await page.goto('/mail/');
  await page.getByRole('link', { name: 'safejwt: login on a new device' }).nth(1).click();
  const email = page.frameLocator('iframe').locator('body');
  await expect(email.getByText('Safari on iPhone')).toBeVisible();
  await take(page, 'email', email);

  await context.setExtraHTTPHeaders({ 'X-Forwarded-For': '192.0.2.10' });
  await signUp(context, { ...ada, username: 'admin', email: 'admin@example.com' });
  makeAdministrator('admin');
  await page.setViewportSize({ width: 1600, height: 760 });
  await page.goto('/admin/login/?next=/admin/safejwt/refreshtoken/');
  await page.getByLabel('Username').fill('admin');
  await page.getByLabel('Password').fill(ada.password);
  await page.getByRole('button', { name: 'Log in' }).click();
  await expect(page.getByRole('link', { name: 'ada', exact: true }).first()).toBeVisible();
  await take(page, 'admin');
});

/** Users who have logged in on several devices. */
async function makeHistory(browser: Browser): Promise<void> {
  const first = await openBrowser(browser, { ip: '192.0.2.10', ago: 40 * day });
  await signUp(first, grace);
  await signUp(first, ada);
  verifyEmail(ada.username);
  await first.close();
  for (const place of elsewhere) {
    const device = await openBrowser(browser, place);
    await signIn(device, ada);
    await device.close();
  }
}

function openBrowser(browser: Browser, { ip, ago, ...options }: Place): Promise<BrowserContext> {
  return browser.newContext({
    ...options,
    extraHTTPHeaders: { 'X-Forwarded-For': ip, [clockHeader]: String(-ago) },
  });
}

/** Opens a section of the account without the notices of other pages. */
async function openAccount(page: Page, name: string): Promise<void> {
  await open(page, { name, path: `/account/${name}`, heading: 'Your account' });
  await expect(page.getByRole('alert')).toHaveCount(0);
}
