import { expect, test } from '@playwright/test';
import { sectionLink } from '../../app/pages.ts';
import { refreshCookie } from '../../app/production-cookies.ts';
import { expectSignedIn, expectSignedOut, register, submitLogin } from '../../app/user.ts';
import { moveServerClock, pastIntervalSeconds } from '../../server/clock.ts';
import { sessionRows } from '../../server/database.ts';
import { origin } from '../../server/servers.ts';

test.use({ baseURL: origin('production') });

test('the owner of a stolen session gets an alert and instructions, and the copy stops working', async ({
  browser,
  context,
  page,
}) => {
  const user = await register(page);
  const copy = await (await browser.newContext({ storageState: await context.storageState() })).newPage();
  // The attacker is two rotations ahead: no honest browser presents the owner's token any more.
  for (const _ of [1, 2]) {
    for (const browser of [copy.context(), context]) await moveServerClock(browser, pastIntervalSeconds);
    await copy.goto('/account/devices');
    await expectSignedIn(copy, user);
  }

  await page.goto('/account/profile');
  const notice = page.getByRole('alert', { name: 'Your session was ended for your safety' });
  await expect(notice).toContainText('It may have been copied. Log in, change your password');
  await expectSignedOut(page);
  await expect(page).toHaveURL('/login?next=%2Faccount%2Fprofile');
  expect(sessionRows(user.username, 'production')).toEqual([]);
  expect((await context.cookies()).map(({ name }) => name)).not.toContain(refreshCookie);

  await copy.reload();
  await expectSignedOut(copy);

  await submitLogin(page, user);
  await expectSignedIn(page, user);
  await expect(notice).toHaveCount(0);
  await sectionLink(page, 'Activity').click();
  const events = page.getByRole('list', { name: 'Recent activity' }).getByRole('listitem');
  await expect(events.filter({ hasText: 'A session may have been copied.' })).toBeVisible();
});
