import { Tabs } from './tabs.mjs';

export const tabCount = 5;
export const callCount = 20;
const outageSeconds = 5;
/** Milliseconds after which the result is "no". */
const patience = 15_000;

const sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** All tabs call with an expired token at once. */
export async function expiredCalls(browser, stub, client, times) {
  const tabs = await Tabs.open(browser, stub, client);
  try {
    await tabs.signIn(tabCount);
    await tabs.passExpiry();
    stub.refreshes = 0;
    const lost = await tabs.call(times);
    const requests = stub.refreshes;
    return { requests, lost, state: await tabs.state() };
  } finally {
    await tabs.close();
  }
}

/** The token endpoint is down for some seconds while a page continues to call. */
export async function outage(browser, stub, client, kind) {
  const tabs = await Tabs.open(browser, stub, client);
  try {
    await tabs.signIn(1);
    await tabs.passExpiry();
    stub.refreshes = 0;
    if (kind === 'offline') await tabs.setOffline(true);
    else stub.mode = kind;
    await tabs.keepCalling();
    await sleep(outageSeconds * 1000);
    const requests = stub.refreshes;
    const during = await tabs.state();
    const before = await tabs.completed();
    stub.mode = 'ok';
    if (kind === 'offline') await tabs.setOffline(false);
    const recovery = await secondsUntil(async () => (await tabs.completed()) > before);
    return { requests: kind === 'offline' ? null : requests, during, recovery, after: await tabs.state() };
  } finally {
    await tabs.close();
  }
}

/** The server rotates the refresh token, and the response with the new one never arrives. */
export async function lostResponse(browser, stub, client) {
  const tabs = await Tabs.open(browser, stub, client);
  try {
    await tabs.signIn(1);
    await tabs.passExpiry();
    stub.mode = 'lost';
    await tabs.call(1);
    const recovery = await secondsUntil(async () => (await tabs.call(1)) === 0, 3_000);
    return { recovery, after: await tabs.state() };
  } finally {
    await tabs.close();
  }
}

/** A page opens while the token endpoint is down, and the user does nothing afterwards. */
export async function openedInOutage(browser, stub, client) {
  const tabs = await Tabs.open(browser, stub, client);
  try {
    await tabs.signIn(1);
    await tabs.passExpiry();
    await tabs.closeAll();
    stub.mode = '500';
    const page = await tabs.add();
    await page.evaluate(() => void bench.resume());
    await sleep(2_000);
    const during = await tabs.state(page);
    stub.mode = 'ok';
    const recovery = await secondsUntil(async () => (await tabs.state(page)) === 'authenticated', 6_000);
    return { during, recovery };
  } finally {
    await tabs.close();
  }
}

/** The seconds until `condition` is true, to a tenth, or null if it is not true in time. */
async function secondsUntil(condition, most = patience) {
  const started = Date.now();
  while (Date.now() - started < most) {
    if (await condition()) return Math.round((Date.now() - started) / 100) / 10;
    await sleep(50);
  }
  return null;
}
