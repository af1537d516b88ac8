import { expect, test } from '@playwright/test';
import { sessionRows } from '../../database.ts';
import { expectSignedIn, expectSignedOut, register, submitLogin } from '../../person.ts';

test('whose session was copied and used is told so, is led to what to do, and the copy opens nothing', async ({
  browser,
  context,
  page,
}) => {
  const person = await register(page);
  const copy = await (await browser.newContext({ storageState: await context.storageState() })).newPage();
  // The thief is two refreshes ahead: the owner's token is one that honest browsers do not send any more.
  for (const _ of [1, 2]) {
    await copy.goto('/account/devices');
    await expectSignedIn(copy, person);
  }

  await page.goto('/account/profile');
  const notice = page.getByRole('alert', { name: 'Your session was ended for your safety' });
  await expect(notice).toContainText('Somebody may have copied it. Log in, change your password');
  await expectSignedOut(page);
  await expect(page).toHaveURL('/login?next=%2Faccount%2Fprofile');
  expect(sessionRows(person.username, 'production')).toEqual([]);
  expect((await context.cookies()).map(({ name }) => name)).not.toContain('__Host-Http-refreshtoken');

  await copy.reload();
  await expectSignedOut(copy);

  await submitLogin(page, person);
  await expectSignedIn(page, person);
  await expect(notice).toHaveCount(0);
  await page.getByRole('tab', { name: 'Activity' }).click();
  const events = page.getByRole('list', { name: 'Recent activity' }).getByRole('listitem');
  await expect(events.filter({ hasText: 'Somebody may have copied a session.' })).toBeVisible();
});
