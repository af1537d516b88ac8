/** Runs every client through the same scenarios, with one stub server and real Chromium tabs, and writes RESULTS.md. */
import { writeFileSync } from 'node:fs';
import { chromium } from 'playwright-core';
import { bundles } from './bundles.mjs';
import { clients } from './clients.mjs';
import { coldPages, slow } from './cold.mjs';
import { coldSection, withColdSection } from './cold-report.mjs';
import { report } from './report.mjs';
import { callCount, expiredCalls, lostResponse, openedInOutage, outage } from './scenarios.mjs';
import { Stub } from './server.mjs';

const wanted = process.argv.slice(2);
const { pages, sizes } = await bundles(clients);
const stub = new Stub(pages);
await stub.listen();
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM_PATH || undefined });
const results = [];

for (const client of clients.filter(({ name }) => !wanted.length || wanted.includes(name))) {
  const result = { client, size: sizes.get(client.name) };
  const steps = {
    tolerant: () => expiredCalls(browser, stub, client, callCount),
    strict: () => expiredCalls(browser, stub, client, 1),
    500: () => outage(browser, stub, client, '500'),
    hang: () => outage(browser, stub, client, 'hang'),
    offline: () => outage(browser, stub, client, 'offline'),
    lostTolerant: () => lostResponse(browser, stub, client),
    lostStrict: () => lostResponse(browser, stub, client),
    opened: () => openedInOutage(browser, stub, client),
  };
  for (const [name, step] of Object.entries(steps)) {
    stub.tolerant = !/strict/i.test(name);
    result[name] = await step();
    console.log(client.name, name, JSON.stringify(result[name]));
  }
  results.push(result);
}

const version = browser.version();
stub.close();
if (!wanted.length) {
  const cold = coldSection(await coldPages(browser), slow, version);
  writeFileSync(new URL('RESULTS.md', import.meta.url), withColdSection(report(results, version), cold));
}
await browser.close();
