import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { expectSignedIn, logIn, newUser, signUp } from '../app/user.ts';
import { expectFits } from '../app/width.ts';
import { linkInEmail } from '../server/mailbox.ts';

test('an alert is shown at /mail/, and its link logs out all devices after a question', async ({ browser, page }) => {
  test.slow(); // Two browsers and three emails.
  const user = await signUp(page.context());
  await page.goto(await linkInEmail(page.request, user.email, /confirm your email address/));
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Your email address is confirmed');

  const other = await browser.newContext();
  const stranger = await other.newPage();
  await stranger.goto('/login');
  await logIn(stranger, user);
  await expectSignedIn(stranger, user);

  await linkInEmail(page.request, user.email, /login on a new device/);
  await page.goto('/mail');
  await page.getByRole('link', { name: 'safejwt: login on a new device' }).first().click();
  const email = page.frameLocator('iframe');
  await expect(email.getByRole('link', { name: 'Review your devices' })).toHaveAttribute('href', /\/account\/devices$/);
  await expect(email.getByRole('link', { name: 'This was not me' })).toHaveAttribute('href', /\/secure-account#token=/);
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await page.locator('iframe').screenshot({
      path: join(import.meta.dirname, '..', '..', '..', 'build', 'screenshots', `email-${colorScheme}.png`),
    });
  }

  await email.getByRole('link', { name: 'This was not me' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Secure your account');
  expect(page.url()).not.toContain('token');
  // Users who log in without a password get none.
  await expect(page.getByText('If you log in with a password, we then email you a link')).toBeVisible();
  await stranger.reload();
  await expectSignedIn(stranger, user);
  await page.getByRole('button', { name: 'Log out all devices' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('All devices were logged out');
  await expect(page.getByText('If you log in with a password, we emailed you a link')).toBeVisible();
  await stranger.goto('/account/devices');
  await expect(stranger).toHaveURL(/\/login/);
  expect(await linkInEmail(page.request, user.email, /choose a new password/)).toContain('/reset-password#token=');
  await other.close();
});

test('a long address fits into the pages at /mail/', async ({ context, page }) => {
  const { username, ...rest } = newUser();
  const email = `${username}.has.a.very.long.address.that.has.no.spaces@a-long-name.example.org`;
  await signUp(context, { ...rest, username, email });
  await linkInEmail(page.request, email, /confirm your email address/);
  await page.goto('/mail/');
  await expectFits(page, 320);
  await page.getByRole('listitem').filter({ hasText: email }).getByRole('link').click();
  await expect(page.getByText(email)).toBeVisible();
  await expectFits(page, 320);
});

test('a long name fits into an email on a phone', async ({ context, page }) => {
  const user = newUser();
  const username = user.username.padEnd(150, 'x');
  await signUp(context, { ...user, username });
  await page.goto('/forgot-password');
  await page.getByLabel('Email').fill(user.email);
  await page.getByRole('button', { name: 'Send the link' }).click();
  await linkInEmail(page.request, user.email, /choose a new password/);
  await page.setViewportSize({ width: 320, height: 640 });
  await page.goto('/mail/');
  await page.getByRole('link', { name: 'safejwt: choose a new password' }).first().click();
  const email = page.frameLocator('iframe');
  await expect(email.getByText(`You log in as ${username}.`)).toBeVisible();
  expect(await email.locator('html').evaluate((html) => html.scrollWidth - html.clientWidth)).toBe(0);
});
