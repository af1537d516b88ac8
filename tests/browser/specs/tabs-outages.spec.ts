import { type BrowserContext, expect, type Page, type Request, type Route, test } from '@playwright/test';
import { signUp } from '../app/user.ts';
import { callApi, countRequests, openTabs, stateOf } from '../client/tabs.ts';
import { moveClocks } from '../server/clock.ts';

const outages: { name: string; code: string; respond: (route: Route) => unknown }[] = [
  { name: 'no network', code: 'network_error', respond: (route) => route.abort('internetdisconnected') },
  { name: 'no DNS', code: 'network_error', respond: (route) => route.abort('namenotresolved') },
  { name: 'a 500', code: 'server_error', respond: (route) => route.fulfill({ status: 500 }) },
  {
    name: 'the 502 page of a proxy',
    code: 'server_error',
    respond: (route) => route.fulfill({ status: 502, contentType: 'text/html', body: '<html>nginx</html>' }),
  },
  { name: 'a 429', code: 'throttled', respond: (route) => route.fulfill({ status: 429, body: '' }) },
  {
    name: 'truncated JSON',
    code: 'unexpected_response',
    respond: (route) => route.fulfill({ contentType: 'application/json', body: '{"accessToken": "ab' }),
  },
  {
    name: 'a redirect to a login page',
    code: 'unexpected_redirect',
    respond: (route) => route.fulfill({ status: 302, headers: { Location: '/login' } }),
  },
  { name: 'no response', code: 'timeout', respond: () => undefined },
];

for (const { name, code, respond } of outages) {
  test(`${name}: 3 tabs send one request, stay signed in, and recover within a second`, async ({ context }) => {
    const { username } = await signUp(context);
    const tabs = await openTabs(context, 3, code === 'timeout' ? { client: { timeout: 1_000 } } : {});
    await moveClocks(context);
    await context.route('**/users/token/', respond);

    const refreshes = countRequests(context, 'token/');
    const statuses = await Promise.all(tabs.map((tab) => callApi(tab, 5)));
    expect(statuses.flat()).toEqual(Array(15).fill(code));
    expect(refreshes()).toBe(1);
    expect(await Promise.all(tabs.map(stateOf))).toEqual(Array(3).fill(`authenticated ${username} degraded`));

    await context.unroute('**/users/token/');
    const recovered = Promise.all(tabs.map(recovery));
    const back = await dispatch(tabs[0] as Page, 'online');
    expectWithinASecond(back, Math.max(...(await recovered)));
    expect(await Promise.all(tabs.map(stateOf))).toEqual(Array(3).fill(`authenticated ${username}`));
    expect((await Promise.all(tabs.map((tab) => callApi(tab, 5)))).flat()).toEqual(Array(15).fill(200));
  });
}

for (const type of ['online', 'focus']) {
  test(`a refresh that hangs on a dead connection is sent again within a second of ${type}`, async ({ context }) => {
    const { username } = await signUp(context);
    const [first, ...others] = (await openTabs(context, 3)) as [Page, Page, Page];
    await moveClocks(context);
    let isDead = true;
    await context.route('**/users/token/', (route) => (isDead ? undefined : route.continue()));
    const refreshes = countRequests(context, 'token/');
    const hanging = nextRefresh(context);
    const calls = [callApi(first, 5)];
    await hanging;
    calls.push(...others.map((tab) => callApi(tab, 5)));
    // The client gives up only a request that has been under way for a second.
    await first.waitForTimeout(1_100);

    isDead = false;
    const again = nextRefresh(context);
    const back = await dispatch(first, type);
    expectWithinASecond(back, await startOf(await again));
    expect((await Promise.all(calls)).flat()).toEqual(Array(15).fill(200));
    expect(refreshes()).toBe(2);
    const tabs = [first, ...others];
    expect(await Promise.all(tabs.map(stateOf))).toEqual(Array(3).fill(`authenticated ${username}`));
  });

  test(`a page that could not reach the server recovers within a second of ${type}`, async ({ context }) => {
    const { username } = await signUp(context);
    const [tab] = (await openTabs(context, 1)) as [Page];
    await moveClocks(context);
    await context.route('**/users/token/', (route) => route.abort('internetdisconnected'));
    // After the third failure the client pauses for two seconds or more.
    const failures = countFailures(context);
    await callApi(tab, 1);
    await expect.poll(failures, { intervals: [50] }).toBe(3);
    await context.unroute('**/users/token/');
    const recovered = recovery(tab);
    const back = await dispatch(tab, type);
    expectWithinASecond(back, await recovered);
    expect(await stateOf(tab)).toBe(`authenticated ${username}`);
  });
}

test('a start without the network signs no one out, and ends when the network is back', async ({ context }) => {
  const { username } = await signUp(context);
  await context.route('**/users/token/', (route) => route.abort('internetdisconnected'));
  const [tab] = (await openTabs(context, 1)) as [Page];
  expect(await stateOf(tab)).toBe('unknown degraded');
  await context.unroute('**/users/token/');
  await expect.poll(() => stateOf(tab)).toBe(`authenticated ${username}`);
});

function nextRefresh(context: BrowserContext): Promise<Request> {
  return context.waitForEvent('request', (request) => request.url().endsWith('/users/token/'));
}

/** Counts the requests for a token that fail in all tabs from now on. */
function countFailures(context: BrowserContext): () => number {
  let count = 0;
  context.on('requestfailed', (request) => {
    if (request.url().endsWith('/users/token/')) count += 1;
  });
  return () => count;
}

// Times in milliseconds since 1970. The clocks of the pages have been moved; the timestamps of events have not.

async function startOf(request: Request): Promise<number> {
  await request.response();
  return request.timing().startTime;
}

/** Returns the time of the event. */
function dispatch(tab: Page, type: string): Promise<number> {
  return tab.evaluate((type) => {
    const event = new Event(type);
    window.dispatchEvent(event);
    return performance.timeOrigin + event.timeStamp;
  }, type);
}

/** Returns the time when the client has reached the server again. */
function recovery(tab: Page): Promise<number> {
  return tab.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const look = () => {
          if (!window.client.getState().degraded) resolve(performance.timeOrigin + new Event('now').timeStamp);
        };
        window.client.subscribe(look);
        look();
      }),
  );
}

/** A second, and what a loaded machine adds. */
function expectWithinASecond(from: number, to: number): void {
  expect(to - from).toBeLessThan(1_500);
}
