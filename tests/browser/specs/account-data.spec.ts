import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { expectAccessible } from '../app/axe.ts';
import { respondWith } from '../app/pages.ts';
import { newUser, signUp } from '../app/user.ts';
import { expectFits, widths } from '../app/width.ts';
import { moveServerClock, pastReauthenticationSeconds } from '../server/clock.ts';
import { linkInEmail } from '../server/mailbox.ts';

test('the data of the account is saved as a file, after the password', async ({ context, page }) => {
  const user = await signUp(context);
  await page.goto(await linkInEmail(page.request, user.email, /confirm your email address/));
  await expect(page.getByRole('heading', { level: 1, name: 'Your email address is confirmed' })).toBeVisible();
  await moveServerClock(context, pastReauthenticationSeconds);
  await page.goto('/account/danger');
  await page.getByRole('button', { name: 'Download your data' }).click();
  const dialog = page.getByRole('dialog', { name: 'Confirm it’s you' });
  await dialog.getByLabel('Password', { exact: true }).fill(user.password);
  const started = page.waitForEvent('download');
  await page.keyboard.press('Enter');
  const download = await started;
  expect(download.suggestedFilename()).toBe('account-data.json');
  const data = JSON.parse(readFileSync(await download.path(), 'utf8'));
  expect(data.user.username).toBe(user.username);
  expect(data.email.confirmedAddress).toBe(user.email);
  expect(data.sessions).toHaveLength(1);
  expect(JSON.stringify(data)).not.toContain(user.password);
  await expect(page.getByRole('alert')).toContainText('Your data has been downloaded.');
  await linkInEmail(page.request, user.email, /your data was downloaded/);
  await page.goto('/account/activity');
  await expect(page.getByText('You downloaded the data of your account')).toBeVisible();
});

test('a download that fails, and its progress, are accessible and fit every width', async ({ context, page }) => {
  await signUp(context, newUser());
  await page.goto('/account/danger');
  const button = page.getByRole('button', { name: 'Download your data' });
  await respondWith(page, 'POST', 'account/export/', 503, { detail: 'Busy.', code: 'service_unavailable' });
  await button.click();
  await expect(page.getByRole('alert').filter({ hasText: 'The service is unavailable' })).toBeVisible();
  await expectAccessible(page, 'download, failed');
  for (const width of widths) await expectFits(page, width);

  await page.route('**/users/account/export/', () => {});
  await button.click();
  await expect(button).toHaveAttribute('aria-disabled', 'true');
  await expect(button).toBeFocused();
  await page.setViewportSize({ width: 390, height: 844 });
  await expectAccessible(page, 'download, under way');
});
