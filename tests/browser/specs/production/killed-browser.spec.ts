import { expect, test } from '@playwright/test';
import { generation } from '../../app/refresh-cookie.ts';
import { expectSignedIn, newUser, submitRegistration } from '../../app/user.ts';
import { KillableBrowser } from '../../browsers/killable-browser.ts';
import { moveServerClock, pastIntervalSeconds } from '../../server/clock.ts';
import { sessionRows } from '../../server/database.ts';
import { origin } from '../../server/servers.ts';

const app = origin('production');

// Chromium writes cookies to disk up to 30 s late, so it restarts with a refresh token that has been used.
test('a browser that is killed right after a refresh restarts signed in', async ({ browserName: _ }, info) => {
  test.slow(); // Four starts of a browser.
  const profile = info.outputPath('profile');
  let browser = await KillableBrowser.start(profile);
  try {
    const first = await browser.context.newPage();
    const user = newUser();
    await first.goto(`${app}/register`);
    await submitRegistration(first, user);
    await expectSignedIn(first, user);
    const atClose = await generation(browser.context, app);
    await browser.close();

    for (let death = 0; death < 2; death += 1) {
      browser = await KillableBrowser.start(profile);
      // All deaths are within the grace period.
      await moveServerClock(browser.context, pastIntervalSeconds);
      const onDisk = await generation(browser.context, app);
      expect(onDisk).toBe(atClose);
      const page = await browser.context.newPage();
      const refreshed = page.waitForResponse('**/users/token/');
      await page.goto(`${app}/account`);
      expect((await refreshed).status()).toBe(200);
      // The new token has been used, so this is more than a lost response.
      await expectSignedIn(page, user);
      await page.waitForLoadState('networkidle');
      expect(await generation(browser.context, app)).toBe(onDisk + 1);
      await browser.kill();
    }

    browser = await KillableBrowser.start(profile);
    await moveServerClock(browser.context, pastIntervalSeconds);
    const page = await browser.context.newPage();
    await page.goto(app);
    await expectSignedIn(page, user);
    expect(sessionRows(user.username, 'production')).toHaveLength(1);
  } finally {
    await browser.kill();
  }
});
