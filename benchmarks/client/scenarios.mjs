import { Tabs } from './tabs.mjs';

export const tabCount = 5;
export const callCount = 20;
const outageSeconds = 5;
/** Milliseconds after which "not by itself" is the answer; longer than every time-out in the table but one of 30 s. */
const patience = 20_000;

const sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Tabs that all meet an expired token at once. */
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

/** The token endpoint is away for some seconds while a page goes on calling; then it is back. */
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
    const before = await tabs.answered();
    stub.mode = 'ok';
    if (kind === 'offline') await tabs.setOffline(false);
    const recovery = await secondsUntil(async () => (await tabs.answered()) > before);
    return { requests: kind === 'offline' ? null : requests, during, recovery, after: await tabs.state() };
  } finally {
    await tabs.close();
  }
}

/** The server has rotated the refresh token, and the answer with the new one never arrives. */
export async function lostAnswer(browser, stub, client) {
  const tabs = await Tabs.open(browser, stub, client);
  try {
    await tabs.signIn(1);
    await tabs.passExpiry();
    stub.mode = 'lost';
    await tabs.call(1);
    const recovery = await secondsUntil(async () => (await tabs.call(1)) === 0, 5_000);
    return { recovery, after: await tabs.state() };
  } finally {
    await tabs.close();
  }
}

/** A page that is opened while the token endpoint is away, and not touched afterwards. */
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
    const recovery = await secondsUntil(async () => (await tabs.state(page)) === 'authenticated', 10_000);
    return { during, recovery };
  } finally {
    await tabs.close();
  }
}

/** To a tenth of a second, or null if it does not come true in time. */
async function secondsUntil(condition, most = patience) {
  const started = Date.now();
  while (Date.now() - started < most) {
    if (await condition()) return Math.round((Date.now() - started) / 100) / 10;
    await sleep(50);
  }
  return null;
}
