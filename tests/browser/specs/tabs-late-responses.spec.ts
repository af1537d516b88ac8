import { type BrowserContext, test as base, expect, type Page } from '@playwright/test';
import { generation, generationOf, refreshToken } from '../app/refresh-cookie.ts';
import { signUp } from '../app/user.ts';
import { callApi, type Missing, openTabs, stateOf } from '../client/tabs.ts';
import { pastIntervalSeconds } from '../server/clock.ts';
import { rotationOf, sessionRows } from '../server/database.ts';
import { Gate, type Held } from '../server/gate.ts';
import { origin } from '../server/servers.ts';

/** Half of SAFEJWT_ROTATION_INTERVAL: the longest delay that the server's rules are made for. */
const longestDelaySeconds = 30;

const token = 'POST /users/token/';

const test = base.extend<{ gate: Gate }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the dependencies of a fixture from this pattern
  gate: async ({}, use) => {
    const gate = new Gate(origin('development'));
    await gate.open();
    await use(gate);
    await gate.close();
  },
  // Cookies do not know ports: the session is that of the server behind the gate.
  baseURL: ({ gate }, use) => use(gate.origin),
});

/** Signs up, and opens three tabs, which refresh without knowing of each other unless they have a channel. */
async function open(context: BrowserContext, missing: readonly Missing[] = ['locks', 'channel']) {
  const { username } = await signUp(context);
  const tabs = await openTabs(context, 3, { missing });
  return { username, tabs: tabs as [Page, Page, Page] };
}

function refresh(tab: Page): Promise<unknown> {
  return tab.evaluate(() => window.client.refresh());
}

/** The generation of the refresh token that the held response sets; `null` if it sets none. */
function set({ cookies }: Held): number | null {
  const cookie = cookies.find((cookie) => cookie.startsWith('refreshtoken='));
  return cookie ? generationOf(cookie) : null;
}

/** All tabs refresh when their tokens have expired, which rotates once, and the session is the same. */
async function expectToContinue(context: BrowserContext, gate: Gate, username: string, tabs: readonly Page[]) {
  const before = await generation(context);
  expect(rotationOf(username).generation).toBe(before);
  gate.moveServerClock();
  for (const tab of tabs) expect(await callApi(tab, 2)).toEqual([200, 200]);
  expect(await Promise.all(tabs.map(stateOf))).toEqual(tabs.map(() => `authenticated ${username}`));
  expect(await generation(context)).toBe(before + 1);
}

test('a response that repeats the token and arrives after a rotation keeps the newer token', async ({
  context,
  gate,
}) => {
  const { username, tabs } = await open(context);
  const [first, second] = tabs;
  gate.moveServerClock(pastIntervalSeconds - longestDelaySeconds);
  const held = gate.holdResponse(token);
  const late = refresh(first);
  await held.arrived;

  gate.moveServerClock(longestDelaySeconds);
  await refresh(second);
  expect(await callApi(second, 1)).toEqual([200]);
  expect(await generation(context)).toBe(2);

  held.release();
  await late;
  expect(set(held)).toBeNull();
  expect(await generation(context)).toBe(2);
  await expectToContinue(context, gate, username, tabs);
});

test('a rotation whose response is overtaken by that of a retry keeps the token of both', async ({ context, gate }) => {
  const { username, tabs } = await open(context);
  const [first, second, third] = tabs;
  gate.moveServerClock();
  const held = gate.holdResponse(token);
  const late = callApi(first, 1);
  await held.arrived;

  gate.moveServerClock(longestDelaySeconds);
  expect(await callApi(second, 1)).toEqual([200]);
  expect(await generation(context)).toBe(2);
  await refresh(third);

  held.release();
  expect(await late).toEqual([200]);
  expect(set(held)).toBe(2);
  expect(await generation(context)).toBe(2);
  await expectToContinue(context, gate, username, tabs);
});

test('a request that arrives after two refreshes of other tabs gets the newest token', async ({ context, gate }) => {
  const { username, tabs } = await open(context);
  const [first, second, third] = tabs;
  gate.moveServerClock();
  const held = gate.holdRequest(token);
  const late = callApi(first, 1);
  await held.arrived;

  expect(await callApi(second, 1)).toEqual([200]);
  await refresh(third);
  gate.moveServerClock(longestDelaySeconds);
  held.release();
  expect(await late).toEqual([200]);
  expect(set(held)).toBe(2);
  await expectToContinue(context, gate, username, tabs);
});

test('a lost response is repeated an hour later, to two tabs at once', async ({ context, gate }) => {
  const { username, tabs } = await open(context);
  const [first, second, third] = tabs;
  gate.moveServerClock();
  const lost = gate.holdResponse(token);
  const failed = callApi(first, 1);
  await lost.arrived;
  lost.lose();
  expect(await failed).toEqual(['network_error']);
  expect(set(lost)).toBe(2);
  expect(await generation(context)).toBe(1);

  gate.moveServerClock(3600);
  const held = gate.holdRequest(token);
  const late = callApi(second, 1);
  await held.arrived;
  // The successor is used before the other request arrives, for its first requests and for a refresh.
  expect(await callApi(third, 1)).toEqual([200]);
  await refresh(third);
  expect(await generation(context)).toBe(2);
  gate.moveServerClock(longestDelaySeconds);
  held.release();
  expect(await late).toEqual([200]);
  expect(await generation(context)).toBe(2);
  // The first tab has noticed by itself that the server responds again.
  await expect.poll(() => stateOf(first)).toBe(`authenticated ${username}`);
  await expectToContinue(context, gate, username, tabs);
});

test('a response that is later than the interval puts back the previous token, which the next refresh replaces', async ({
  context,
  gate,
}) => {
  const { username, tabs } = await open(context);
  const [first, second, third] = tabs;
  gate.moveServerClock();
  const held = gate.holdResponse(token);
  const late = callApi(first, 1);
  await held.arrived;
  expect(await callApi(second, 1)).toEqual([200]);
  gate.moveServerClock(pastIntervalSeconds);
  await refresh(second);
  expect(await callApi(second, 1)).toEqual([200]);
  expect(await generation(context)).toBe(3);

  held.release();
  expect(await late).toEqual([200]);
  expect(await generation(context)).toBe(2);
  await refresh(third);
  expect(await generation(context)).toBe(3);
  await expectToContinue(context, gate, username, tabs);
});

test('a rotation whose response arrives after a logout in another tab restores no session', async ({
  context,
  gate,
}) => {
  const { username, tabs } = await open(context);
  const [first, second] = tabs;
  gate.moveServerClock();
  const held = gate.holdResponse(token);
  const late = callApi(first, 1);
  await held.arrived;
  await second.evaluate(() => window.client.logout());
  held.release();
  expect(set(held)).toBe(2);
  expect(await late).toEqual([401]);
  for (const tab of tabs) expect(await callApi(tab, 1)).toEqual([401]);
  expect(sessionRows(username)).toEqual([]);
  // The server has deleted what the late response had set.
  expect(await refreshToken(context)).toBeUndefined();
});

// Without a BroadcastChannel too, the browser would keep the cookie that arrives last, of the session that has ended.
test('a rotation whose response arrives after a login in another tab keeps the new session', async ({
  context,
  gate,
}) => {
  const { username, password } = await signUp(context);
  await context.clearCookies();
  const { tabs } = await open(context, ['locks']);
  const [first, second] = tabs;
  gate.moveServerClock();
  const held = gate.holdResponse(token);
  const late = callApi(first, 1);
  await held.arrived;
  await second.evaluate((credentials) => window.client.login(credentials), { username, password });
  const cookie = await refreshToken(context);
  // The other tab learns of the login some milliseconds later, and gives up its own request.
  expect(await late).toEqual(['superseded']);
  held.release();
  await expect.poll(() => stateOf(first)).toBe(`authenticated ${username}`);
  expect(await refreshToken(context)).toBe(cookie);
  gate.moveServerClock();
  for (const tab of tabs) expect(await callApi(tab, 1)).toEqual([200]);
});
