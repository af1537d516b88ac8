import { expect, test } from '@playwright/test';
import { expectAccessible } from '../app/axe.ts';
import { expectSignedIn, expectSignedOut, logIn, signUp } from '../app/user.ts';
import { expectFits, widths } from '../app/width.ts';
import { sessionRows } from '../server/database.ts';
import { linkInEmail } from '../server/mailbox.ts';

test('a forgotten device counts as new at its next login', async ({ browser, context, page: laptop }) => {
  test.slow(); // Two browsers and three emails.
  const user = await signUp(context);
  await laptop.goto(await linkInEmail(laptop.request, user.email, /confirm your email address/));
  await expect(laptop.getByRole('heading', { level: 1 })).toHaveText('Your email address is confirmed');
  const phone = await (await browser.newContext()).newPage();
  await logIn(phone, user);
  const first = await linkInEmail(laptop.request, user.email, /login on a new device/);

  await laptop.goto('/account/devices');
  const list = laptop.getByRole('list', { name: 'Logged-in devices' });
  await expect(list.getByRole('listitem')).toHaveCount(2);
  await expectAccessible(laptop, 'two devices');
  for (const width of widths) await expectFits(laptop, width);
  await laptop.setViewportSize({ width: 390, height: 844 });
  await expectAccessible(laptop, 'two devices on a phone');
  await laptop.getByRole('button', { name: /^Log out and forget device: / }).click();
  await expect(list.getByRole('listitem')).toHaveCount(1);
  await expect(laptop.getByRole('alert')).toContainText('The device has been logged out and forgotten.');
  expect(sessionRows(user.username)).toHaveLength(1);

  await phone.reload();
  await phone.context().clearCookies({ name: /refreshtoken|session-hint/ });
  await logIn(phone, user);
  await expect(async () => {
    expect(await linkInEmail(laptop.request, user.email, /login on a new device/)).not.toBe(first);
  }).toPass();
  await laptop.goto('/account/activity');
  await expect(laptop.getByText(/ was logged out and forgotten$/)).toBeVisible();
});

test('a user of a shared computer logs out and has it forgotten', async ({ context, page }) => {
  const user = await signUp(context);
  const names = async () => (await context.cookies()).map(({ name }) => name);
  expect(await names()).toContain('device');
  const other = await context.newPage();
  await other.goto('/');
  await expectSignedIn(other, user);

  await page.goto('/account/devices');
  await page.getByRole('button', { name: 'Log out and forget this device' }).click();
  await expect(page.getByRole('alert')).toContainText('You have logged out, and this device has been forgotten.');
  await expect(page).toHaveURL('/login');
  await expectSignedOut(other);
  expect(sessionRows(user.username)).toEqual([]);
  expect(await names()).not.toContain('device');
});
