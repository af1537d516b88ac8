import { expect, type Page, test } from '@playwright/test';
import { Traffic } from '../../app/traffic.ts';
import { expectSignedIn, expectSignedOut, newUser, submitLogin, submitRegistration } from '../../app/user.ts';
import { sessionRows } from '../../server/database.ts';
import { linkInEmail } from '../../server/mailbox.ts';
import { origin } from '../../server/servers.ts';

test.use({ baseURL: origin('byEmail') });

test('with registration by email, only following the link creates an account', async ({ context, page }) => {
  const traffic = new Traffic(page);
  const user = newUser();
  await page.goto('/register?next=%2Faccount');
  await submitRegistration(page, user);
  await expectEmailSent(page, user.email);
  await expect(page.getByRole('heading', { level: 1, name: 'Check your email' })).toBeFocused();
  expect(traffic.lines.filter((line) => line === 'POST  202')).toHaveLength(1);
  await expectSignedOut(page);
  expect((await context.cookies()).map(({ name }) => name)).toEqual(['csrftoken']);

  await page.goto('/login');
  await submitLogin(page, user);
  await expect(page.getByRole('form', { name: 'Log in' }).getByRole('alert')).toBeVisible();
  expect(sessionRows(user.username, 'byEmail')).toEqual([]);

  const link = await linkInEmail(page.request, user.email, /./, 'byEmail');
  await page.goto(link);
  const form = page.getByRole('form', { name: 'Confirm your email address' });
  await form.getByLabel('Password', { exact: true }).fill(user.password);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Your email address is confirmed' })).toBeVisible();
  await page.getByRole('main').getByRole('link', { name: 'Log in' }).click();
  await submitLogin(page, user);
  await expectSignedIn(page, user);

  // A registration with an address that is taken gets the same response.
  await page.context().clearCookies();
  await page.goto('/register');
  await submitRegistration(page, { ...newUser(), email: user.email });
  await expectEmailSent(page, user.email);
  await expectSignedOut(page);
  expect(sessionRows(user.username, 'byEmail')).toHaveLength(1);
});

async function expectEmailSent(page: Page, address: string): Promise<void> {
  await expect(page.getByRole('heading', { level: 1, name: 'Check your email' })).toBeVisible();
  await expect(page.getByText(`To finish, open the link that we email to ${address}.`)).toBeVisible();
  await expect(page.getByRole('form')).toHaveCount(0);
}
