import { type BrowserContext, expect, type Route, test } from '@playwright/test';
import { register } from '../person.ts';
import { accessTokenSeconds } from '../servers.ts';
import { callApi, countRequests, openTabs, stateOf } from '../tabs.ts';

const pastExpiry = accessTokenSeconds * 1000 + 500;

const outages: { name: string; code: string; answer: (route: Route) => unknown }[] = [
  { name: 'no network', code: 'network_error', answer: (route) => route.abort('internetdisconnected') },
  { name: 'no DNS', code: 'network_error', answer: (route) => route.abort('namenotresolved') },
  { name: 'a 500', code: 'server_error', answer: (route) => route.fulfill({ status: 500 }) },
  {
    name: 'the 502 page of a proxy',
    code: 'server_error',
    answer: (route) => route.fulfill({ status: 502, contentType: 'text/html', body: '<html>nginx</html>' }),
  },
  { name: 'a 429', code: 'throttled', answer: (route) => route.fulfill({ status: 429, body: '' }) },
  {
    name: 'truncated JSON',
    code: 'unexpected_response',
    answer: (route) => route.fulfill({ contentType: 'application/json', body: '{"accessToken": "ab' }),
  },
  {
    name: 'a redirect to a login page',
    code: 'unexpected_redirect',
    answer: (route) => route.fulfill({ status: 302, headers: { Location: '/login' } }),
  },
  { name: 'no answer', code: 'timeout', answer: () => undefined },
];

for (const { name, code, answer } of outages) {
  test(`${name}: 3 tabs ask once, stay signed in, and are back within a second of the network`, async ({ page }) => {
    const { username } = await register(page);
    const context = page.context();
    await page.close();
    const tabs = await openTabs(context, 3, code === 'timeout' ? { client: { timeout: 1_000 } } : {});
    await tabs[0]?.waitForTimeout(pastExpiry);
    await context.route('**/users/token/', answer);

    const refreshes = countRequests(context, 'token/');
    const answers = await Promise.all(tabs.map((tab) => callApi(tab, 5)));
    expect(answers.flat()).toEqual(Array(15).fill(code));
    expect(refreshes()).toBe(1);
    expect(await Promise.all(tabs.map(stateOf))).toEqual(Array(3).fill(`authenticated ${username} degraded`));

    await context.unroute('**/users/token/');
    const back = Date.now();
    await tabs[0]?.evaluate(() => window.dispatchEvent(new Event('online')));
    for (const tab of tabs) {
      await expect.poll(() => stateOf(tab), { intervals: [50] }).toBe(`authenticated ${username}`);
    }
    // A second, and what a loaded machine adds.
    expect(Date.now() - back).toBeLessThan(1_500);
    expect((await Promise.all(tabs.map((tab) => callApi(tab, 5)))).flat()).toEqual(Array(15).fill(200));
  });
}

for (const type of ['online', 'focus']) {
  test(`a refresh that hangs on a dead connection is sent again within a second of ${type}`, async ({ page }) => {
    const { username } = await register(page);
    const context = page.context();
    await page.close();
    const tabs = await openTabs(context, 3);
    await tabs[0]?.waitForTimeout(pastExpiry);
    await context.route('**/users/token/', () => undefined);
    const refreshes = countRequests(context, 'token/');
    const asked = context.waitForEvent('request', (request) => request.url().endsWith('/users/token/'));
    const first = callApi(tabs[0] ?? page, 5);
    await asked;
    const others = tabs.slice(1).map((tab) => callApi(tab, 5));
    await tabs[0]?.waitForTimeout(1_500);

    await context.unroute('**/users/token/');
    const back = Date.now();
    await tabs[0]?.evaluate((type) => window.dispatchEvent(new Event(type)), type);
    expect((await Promise.all([first, ...others])).flat()).toEqual(Array(15).fill(200));
    expect(Date.now() - back).toBeLessThan(1_500);
    expect(refreshes()).toBe(2);
    expect(await Promise.all(tabs.map(stateOf))).toEqual(Array(3).fill(`authenticated ${username}`));
  });

  test(`a page that could not reach the server is back within a second of ${type}`, async ({ page }) => {
    const { username } = await register(page);
    const context = page.context();
    await page.close();
    const [tab] = await openTabs(context, 1);
    if (!tab) throw new Error('A tab was opened.');
    await tab.waitForTimeout(pastExpiry);
    await context.route('**/users/token/', (route) => route.abort('internetdisconnected'));
    // Three failures, so that the pause by itself would be longer than what is measured.
    const failures = countFailures(context);
    await callApi(tab, 1);
    await expect.poll(failures, { timeout: 10_000 }).toBe(3);
    await tab.waitForTimeout(1_000);
    await context.unroute('**/users/token/');
    const back = Date.now();
    await tab.evaluate((type) => window.dispatchEvent(new Event(type)), type);
    await expect.poll(() => stateOf(tab), { intervals: [50] }).toBe(`authenticated ${username}`);
    expect(Date.now() - back).toBeLessThan(1_500);
  });
}

/** How many requests for a token have failed in all tabs since this was called. */
function countFailures(context: BrowserContext): () => number {
  let count = 0;
  context.on('requestfailed', (request) => {
    if (request.url().endsWith('/users/token/')) count += 1;
  });
  return () => count;
}

test('a start without the network is nobody’s logout, and ends when the network is there', async ({ page }) => {
  const { username } = await register(page);
  const context = page.context();
  await page.close();
  await context.route('**/users/token/', (route) => route.abort('internetdisconnected'));
  const [tab] = await openTabs(context, 1);
  if (!tab) throw new Error('A tab was opened.');
  expect(await stateOf(tab)).toBe('unknown degraded');
  await context.unroute('**/users/token/');
  await expect.poll(() => stateOf(tab)).toBe(`authenticated ${username}`);
});
