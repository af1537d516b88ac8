import { type BrowserContext, expect, type Page, test } from '@playwright/test';
import { refreshToken } from '../app/refresh-cookie.ts';
import { signUp, type User } from '../app/user.ts';
import { callApi, countRequests, openTabs, stateOf } from '../client/tabs.ts';
import { moveServerClock } from '../server/clock.ts';

/** Creates two accounts. Ada is signed in. */
async function twoUsers(context: BrowserContext): Promise<{ ada: User; bob: User }> {
  const bob = await signUp(context);
  await context.clearCookies();
  return { ada: await signUp(context), bob };
}

function logIn(tab: Page, { username, password }: User): Promise<unknown> {
  return tab.evaluate((credentials) => window.client.login(credentials), { username, password });
}

/** A promise and the function that resolves it. */
function gate(): { opened: Promise<void>; open: () => void } {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

test('a logout in one tab logs out all tabs, and a login logs in all tabs', async ({ context }) => {
  const { ada } = await twoUsers(context);
  const tabs = (await openTabs(context, 3)) as [Page, Page, Page];
  await tabs[1].evaluate(() => window.client.logout());
  for (const tab of tabs) await expect.poll(() => stateOf(tab)).toBe('anonymous signed_out');
  expect(await refreshToken(context)).toBeUndefined();

  const refreshes = countRequests(context, 'token/');
  await logIn(tabs[2], ada);
  for (const tab of tabs) await expect.poll(() => stateOf(tab)).toBe(`authenticated ${ada.username}`);
  expect((await Promise.all(tabs.map((tab) => callApi(tab, 2)))).flat()).toEqual(Array(6).fill(200));
  expect(refreshes()).toBe(0);
});

test('a browser whose cookies were deleted is logged out in all tabs', async ({ context }) => {
  await twoUsers(context);
  const tabs = (await openTabs(context, 3)) as [Page, Page, Page];
  await context.clearCookies();
  // They still hold the access token of a session whose CSRF cookie is gone too.
  expect(await callApi(tabs[1], 1)).toEqual([401]);
  for (const tab of tabs) await expect.poll(() => stateOf(tab)).toMatch(/^anonymous/);
});

test('a login as another user in another tab is noticed, and no request of the first user is repeated', async ({
  context,
}) => {
  const { ada, bob } = await twoUsers(context);
  const [first, second] = (await openTabs(context, 2, { clockStandsStill: true })) as [Page, Page];
  await first.evaluate(() => {
    const seen: unknown[] = [];
    Object.assign(window, { seen });
    window.client.subscribe(() => seen.push(window.client.getState().user?.username));
  });
  await moveServerClock(context);

  // Ada's DELETE is under way; the response will be that her token has expired.
  let deletes = 0;
  const { opened, open } = gate();
  await first.route('**/users/sessions/', async (route) => {
    deletes += 1;
    await opened;
    await route.continue();
  });
  const outcome = first.evaluate(() =>
    window.client.fetch('/users/sessions/', { method: 'DELETE' }).then(
      ({ status }) => String(status),
      (error: { code: string }) => error.code,
    ),
  );
  await expect.poll(() => deletes).toBe(1);
  await logIn(second, bob);
  await expect.poll(() => stateOf(first)).toBe(`authenticated ${bob.username}`);
  open();

  expect(await outcome).toBe('superseded');
  expect(deletes).toBe(1);
  expect(await first.evaluate(() => (window as never as { seen: string[] }).seen)).toEqual([bob.username]);
  expect(await stateOf(second)).not.toContain(ada.username);
});

test('the response to a refresh after a logout in another tab restores no cookie', async ({ context }) => {
  await twoUsers(context);
  const [first, second] = (await openTabs(context, 2, { clockStandsStill: true })) as [Page, Page];
  await moveServerClock(context);

  const rotation = gate();
  const logout = gate();
  await first.route('**/users/token/', async (route) => {
    // The server rotates at once, and its response is slow.
    const response = await route.fetch();
    rotation.open();
    await logout.opened;
    await route.fulfill({ response }).catch(() => undefined);
  });
  const late = callApi(first, 1);
  // Playwright's own fetch keeps the cookie too, so it has to end before the logout.
  await rotation.opened;
  await second.evaluate(() => window.client.logout());
  logout.open();

  expect(await late).toEqual(['superseded']);
  expect(await stateOf(first)).toBe('anonymous signed_out');
  await first.waitForTimeout(300);
  expect(await refreshToken(context)).toBeUndefined();
});

test('the response to a refresh after a login in another tab changes nothing', async ({ context }) => {
  const { bob } = await twoUsers(context);
  // Without locks the two requests really are under way at the same time.
  const options = { clockStandsStill: true, missing: ['locks'] as const };
  const [first, second] = (await openTabs(context, 2, options)) as [Page, Page];
  await moveServerClock(context);

  const login = gate();
  await first.route('**/users/token/', async (route) => {
    await login.opened;
    await route.continue().catch(() => undefined);
  });
  const request = first.waitForRequest('**/users/token/');
  const late = callApi(first, 1);
  await request;
  await logIn(second, bob);
  const cookie = await refreshToken(context);
  login.open();
  await late;

  await expect.poll(() => stateOf(first)).toBe(`authenticated ${bob.username}`);
  await first.waitForTimeout(300);
  expect(await refreshToken(context)).toBe(cookie);
});
