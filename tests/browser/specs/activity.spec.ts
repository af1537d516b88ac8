import { expect, type Page, test } from '@playwright/test';
import { sectionLink } from '../app/pages.ts';
import { logIn, logOut, newUser, register, signIn, signUp, type User } from '../app/user.ts';

test('the recent activity lists the events of this account and of no other', async ({ browser, page }) => {
  const user = await register(page);
  await logOut(page, user);
  await logIn(page, user);

  const other = await (await browser.newContext({ userAgent: 'Mozilla/5.0 (X11; Linux) Firefox/149.0' })).newPage();
  await signUp(other.context());
  await changePassword(page, user);

  await page.goto('/account/activity');
  const events = page.getByRole('list', { name: 'Recent activity' }).getByRole('listitem');
  // The events of emails can come at any position.
  const done = events.filter({ hasNotText: / sent/ });
  await expect(done).toContainText([
    'Password changed',
    'Password not changed: the current one was wrong',
    'Logged in',
    /Chrome on Linux logged out/,
    'Account created',
  ]);
  await expect(done).toHaveCount(5);
  for (const at of [0, 1, 2]) await expect(done.nth(at)).toContainText('This device');
  for (const at of [3, 4]) await expect(done.nth(at)).not.toContainText('This device');
  await expect(events.filter({ hasText: 'Firefox' })).toHaveCount(0);
  await expect(done.first()).toContainText(/127\.0\.0\.1|::1/);

  // Another device shows the same events as those of another device.
  const phone = await (await browser.newContext()).newPage();
  await signIn(phone.context(), { ...user, password: anotherPassword(user) });
  await phone.goto('/account/activity');
  await expect(phone.getByRole('listitem').filter({ hasText: 'Password changed' })).toBeVisible();
  await expect(phone.getByRole('listitem').filter({ hasText: 'This device' })).toHaveCount(1);

  await page.getByRole('link', { name: 'log out your other devices' }).click();
  await page.getByRole('button', { name: 'Log out all other devices' }).click();
  await expect(page.getByText('All other devices have been logged out.')).toBeVisible();
  await sectionLink(page, 'Activity').click();
  await expect(events.filter({ hasText: 'Chrome on Linux was logged out' })).toBeVisible();
});

/** Attempts it with a wrong password first. */
async function changePassword(page: Page, user: User): Promise<void> {
  await page.goto('/account/password');
  const form = page.getByRole('form', { name: 'Change password' });
  await form.getByLabel('New password', { exact: true }).fill(anotherPassword(user));
  await form.getByLabel('Current password').fill(newUser().password);
  await form.getByRole('button', { name: 'Change password' }).click();
  await expect(form.getByLabel('Current password')).toHaveAttribute('aria-invalid', 'true');
  await form.getByLabel('Current password').fill(user.password);
  await form.getByRole('button', { name: 'Change password' }).click();
  await expect(page.getByText('Your password has been changed.')).toBeVisible();
}

function anotherPassword({ password }: User): string {
  return `another ${password}`;
}
