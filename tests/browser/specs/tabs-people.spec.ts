import { type BrowserContext, expect, type Page, test } from '@playwright/test';
import { newPerson, type Person } from '../person.ts';
import { accessTokenSeconds } from '../servers.ts';
import { callApi, countRequests, openTab, openTabs, stateOf } from '../tabs.ts';

const pastExpiry = accessTokenSeconds * 1000 + 500;

/** Two people with an account; ada is signed in. */
async function twoPeople(page: Page): Promise<{ ada: Person; bob: Person; context: BrowserContext }> {
  const bob = newPerson();
  const setup = await openTab(page.context());
  await setup.evaluate((fields) => window.client.register(fields), { ...bob });
  await setup.evaluate(() => window.client.logout());
  const ada = newPerson();
  await setup.evaluate((fields) => window.client.register(fields), { ...ada });
  await setup.close();
  return { ada, bob, context: page.context() };
}

function logIn(tab: Page, { username, password }: Person): Promise<unknown> {
  return tab.evaluate((credentials) => window.client.login(credentials), { username, password });
}

async function refreshCookie(context: BrowserContext): Promise<string | undefined> {
  return (await context.cookies()).find(({ name }) => name.endsWith('refreshtoken'))?.value;
}

test('logging out in one tab logs out all of them, and logging in logs in all of them', async ({ page }) => {
  const { ada, context } = await twoPeople(page);
  const tabs = await openTabs(context, 3);
  await tabs[1]?.evaluate(() => window.client.logout());
  for (const tab of tabs) await expect.poll(() => stateOf(tab)).toBe('anonymous signed_out');
  expect(await refreshCookie(context)).toBeUndefined();

  const refreshes = countRequests(context, 'token/');
  await logIn(tabs[2] ?? page, ada);
  for (const tab of tabs) await expect.poll(() => stateOf(tab)).toBe(`authenticated ${ada.username}`);
  expect((await Promise.all(tabs.map((tab) => callApi(tab, 2)))).flat()).toEqual(Array(6).fill(200));
  expect(refreshes()).toBe(0);
});

test('somebody else who logs in in another tab is seen, and nothing of the first person is repeated', async ({
  page,
}) => {
  const { ada, bob, context } = await twoPeople(page);
  const [first, second] = (await openTabs(context, 2, { clockStandsStill: true })) as [Page, Page];
  await first.evaluate(() => {
    const seen: unknown[] = [];
    Object.assign(window, { seen });
    window.client.subscribe(() => seen.push(window.client.getState().user?.username));
  });
  await first.waitForTimeout(pastExpiry);

  // A DELETE of ada's is under way and will be answered that her token is over.
  let deletes = 0;
  await first.route('**/users/sessions/', async (route) => {
    deletes += 1;
    await first.waitForTimeout(1_500);
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

  expect(await outcome).toBe('superseded');
  expect(deletes).toBe(1);
  expect(await first.evaluate(() => (window as never as { seen: string[] }).seen)).toEqual([bob.username]);
  expect(await stateOf(second)).not.toContain(ada.username);
});

test('a refresh that is answered after a logout in another tab brings no cookie back', async ({ page }) => {
  const { context } = await twoPeople(page);
  const [first, second] = (await openTabs(context, 2, { clockStandsStill: true })) as [Page, Page];
  await first.waitForTimeout(pastExpiry);

  let rotated = () => {};
  const rotation = new Promise<void>((resolve) => {
    rotated = resolve;
  });
  let release = () => {};
  const gate = new Promise<void>((resolve) => {
    release = resolve;
  });
  await first.route('**/users/token/', async (route) => {
    // The server rotates at once, and its answer is slow.
    const response = await route.fetch();
    rotated();
    await gate;
    await route.fulfill({ response }).catch(() => undefined);
  });
  const late = callApi(first, 1);
  // Playwright's own fetch keeps the cookie too, so it has to be over before the other tab does anything.
  await rotation;
  await second.evaluate(() => window.client.logout());
  release();

  expect(await late).toEqual(['superseded']);
  expect(await stateOf(first)).toBe('anonymous signed_out');
  await first.waitForTimeout(300);
  expect(await refreshCookie(context)).toBeUndefined();
});

test('a refresh that is answered after a login in another tab changes nothing', async ({ page }) => {
  const { bob, context } = await twoPeople(page);
  // Without locks the two really are under way at the same time.
  const options = { clockStandsStill: true, missing: ['locks'] as const };
  const [first, second] = (await openTabs(context, 2, options)) as [Page, Page];
  await first.waitForTimeout(pastExpiry);

  let release = () => {};
  const gate = new Promise<void>((resolve) => {
    release = resolve;
  });
  await first.route('**/users/token/', async (route) => {
    await gate;
    await route.continue().catch(() => undefined);
  });
  const asked = first.waitForRequest('**/users/token/');
  const late = callApi(first, 1);
  await asked;
  await logIn(second, bob);
  const cookie = await refreshCookie(context);
  release();
  await late;

  await expect.poll(() => stateOf(first)).toBe(`authenticated ${bob.username}`);
  await first.waitForTimeout(300);
  expect(await refreshCookie(context)).toBe(cookie);
});
