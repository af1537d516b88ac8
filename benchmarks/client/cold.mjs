/**
 * Measures how long a page of a logged-in user takes to its first protected response, without a cache on a slow
 * connection. `node cold.mjs` writes the results into RESULTS.md, as run.mjs does.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { chromium } from 'playwright-core';
import { bundles } from './bundles.mjs';
import { coldSection, withColdSection } from './cold-report.mjs';
import { Stub } from './server.mjs';
import { movableTime, Tabs } from './tabs.mjs';

const clients = [
  { name: 'safejwt', title: 'safejwt-js' },
  { name: 'supertokens', title: 'supertokens-website, cookies' },
  { name: 'allauth', title: "allauth's React example, session cookie" },
];
const rounds = Number(process.env.ROUNDS ?? 9);
/** Milliseconds from each request to its response, bytes a second as in Lighthouse's "Slow 4G", and its CPU slowdown. */
export const slow = { latency: 400, down: 1_638_400 / 8, up: 750_000 / 8, cpu: 4 };

/** The results of pages whose script is the client alone, and of pages with an app. */
export async function coldPages(browser) {
  return { alone: await measured(browser, 'cold'), withApp: await measured(browser, 'app') };
}

/**
 * Returns, for each client, the milliseconds with a valid and with an expired access token and the requests to the
 * API.
 */
async function measured(browser, scripts) {
  const { pages, sizes } = await bundles(clients, scripts);
  const stub = new Stub(pages);
  await stub.listen();
  const results = clients.map((client) => ({
    ...client,
    size: sizes.get(client.name),
    appSize: sizes.get('app'),
    valid: [],
    expired: [],
  }));
  for (let round = 0; round < rounds; round += 1) {
    for (const result of results) {
      for (const kind of ['valid', 'expired']) {
        const { milliseconds, requests } = await open(browser, stub, result, kind === 'expired');
        result[kind].push(milliseconds);
        result[`${kind}Requests`] = requests;
      }
    }
  }
  stub.close();
  return results;
}

async function open(browser, stub, client, isExpired) {
  const tabs = await Tabs.open(browser, stub, { ...client, shares: true });
  try {
    await tabs.signIn(1);
    if (isExpired) await tabs.passExpiry();
    await tabs.closeAll();
    const page = await tabs.context.newPage();
    await throttle(page);
    await page.addInitScript(movableTime, stub.ahead);
    const requests = [];
    page.on('request', (request) => {
      const { pathname } = new URL(request.url());
      if (!/^\/(page|favicon)/.test(pathname)) requests.push(pathname);
    });
    await page.goto(`${stub.origin}/page/${client.name}?cold`);
    await page.waitForFunction('window.answered', undefined, { timeout: 60_000 });
    const { answered, ok } = await page.evaluate('({ answered, ok: answeredOk })');
    if (!ok) throw new Error(`${client.name} got no protected response.`);
    return { milliseconds: answered - stub.ahead, requests };
  } finally {
    await tabs.close();
  }
}

async function throttle(page) {
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  await session.send('Network.setCacheDisabled', { cacheDisabled: true });
  await session.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: slow.latency,
    downloadThroughput: slow.down,
    uploadThroughput: slow.up,
  });
  await session.send('Emulation.setCPUThrottlingRate', { rate: slow.cpu });
}

if (import.meta.main ?? process.argv[1] === import.meta.filename) {
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM_PATH || undefined });
  const results = await coldPages(browser);
  const section = coldSection(results, slow, browser.version());
  await browser.close();
  const file = new URL('RESULTS.md', import.meta.url);
  writeFileSync(file, withColdSection(readFileSync(file, 'utf8'), section));
  console.log(section);
}
