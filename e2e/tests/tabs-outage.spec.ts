import { expect, type Route, test } from '@playwright/test';
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
    const tabs = await openTabs(context, 3, { client: { timeout: 1_000 } });
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
    for (const tab of tabs) await expect.poll(() => stateOf(tab)).toBe(`authenticated ${username}`);
    // A second, and what a loaded machine adds.
    expect(Date.now() - back).toBeLessThan(2_500);
    expect((await Promise.all(tabs.map((tab) => callApi(tab, 5)))).flat()).toEqual(Array(15).fill(200));
  });
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
