import { type BrowserContext, expect, type Page, test } from '@playwright/test';
import { Traffic } from '../app/traffic.ts';
import { expectSignedIn, signUp } from '../app/user.ts';
import { openTabs } from '../client/tabs.ts';
import { moveClocks, moveServerClock } from '../server/clock.ts';

/** Opens a page with a client that holds an expired token, which only the server's 401 reveals. */
async function openExpired(context: BrowserContext): Promise<Page> {
  const [tab] = (await openTabs(context, 1, { clockStandsStill: true })) as [Page];
  await moveServerClock(context);
  return tab;
}

test('ten parallel requests with an expired token share one refresh, and all are repeated', async ({ context }) => {
  const { username } = await signUp(context);
  const tab = await openExpired(context);
  const traffic = new Traffic(tab);
  const responses = await tab.evaluate(() =>
    Promise.all(
      Array.from({ length: 10 }, async () => {
        const response = await window.client.fetch('/users/auth/');
        return { status: response.status, username: (await response.json()).username };
      }),
    ),
  );

  expect(responses).toEqual(Array.from({ length: 10 }, () => ({ status: 200, username })));
  expect(traffic.countOf('token/')).toBe(1);
  const count = (line: string) => traffic.lines.filter((other) => other === line).length;
  expect(count('GET auth/ 401')).toBeGreaterThan(0);
  expect(count('GET auth/ 200')).toBe(10);
});

for (const method of ['PATCH', 'POST']) {
  test(`a ${method} with an expired token is sent again with the same body after one refresh`, async ({ context }) => {
    const { username } = await signUp(context);
    const tab = await openExpired(context);
    const traffic = new Traffic(tab);
    const body = await tab.evaluate(
      async ({ method, renamed }) => {
        const { user } = window.client.getState();
        const response = await window.client.fetch(`/users/${user?.id}/`, {
          method,
          headers: { 'Content-Type': 'application/json' },
          body: JSON.stringify({ username: renamed }),
        });
        return response.json();
      },
      { method, renamed: `${username}-renamed` },
    );

    expect(body).toMatchObject({ username: `${username}-renamed` });
    expect(traffic.lines).toEqual([`${method} <id>/ 401`, 'POST token/ 200', `${method} <id>/ 200`]);
  });
}

/** Opens the profile form and enters another username. */
async function openProfile(context: BrowserContext, page: Page): Promise<{ renamed: string; save(): Promise<void> }> {
  const { username } = await signUp(context);
  const renamed = `${username}-renamed`;
  await page.goto('/account');
  // The page's own requests belong to the time before.
  await page.waitForLoadState('networkidle');
  const profile = page.getByRole('form', { name: 'Profile' });
  await profile.getByLabel('Username').fill(renamed);
  return { renamed, save: () => profile.getByRole('button', { name: 'Save changes' }).click() };
}

test('saving a form works on a device that has slept until the token expired', async ({ context, page }) => {
  const { renamed, save } = await openProfile(context, page);
  await moveServerClock(context);
  const traffic = new Traffic(page);
  await save();
  await expectSignedIn(page, { username: renamed });
  expect(traffic.lines).toEqual(['PATCH <id>/ 401', 'POST token/ 200', 'PATCH <id>/ 200']);
});

test('on a device that is awake an expired token is refreshed before the form is sent', async ({ context, page }) => {
  const { renamed, save } = await openProfile(context, page);
  await moveClocks(context);
  const traffic = new Traffic(page);
  await save();
  await expectSignedIn(page, { username: renamed });
  expect(traffic.lines).toEqual(['POST token/ 200', 'PATCH <id>/ 200']);
});
