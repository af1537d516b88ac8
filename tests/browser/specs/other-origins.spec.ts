import { expect, type Request, test } from '@playwright/test';
import { signUp } from '../app/user.ts';
import { openTabs } from '../client/tabs.ts';

const elsewhere = 'elsewhere.example';

test('neither the token nor the CSRF header leaves the origin of the API', async ({ context }) => {
  await signUp(context);
  const [tab] = await openTabs(context, 1);
  if (!tab) throw new Error('A tab was opened.');
  const received: Request[] = [];
  // A host whose CORS headers allow everything.
  await tab.route(`**://${elsewhere}/**`, async (route, request) => {
    received.push(request);
    const headers = { 'Access-Control-Allow-Origin': '*', 'Access-Control-Allow-Headers': '*, Authorization' };
    await route.fulfill({ headers, body: '{}' });
  });
  await tab.route('**/users/auth/?away', (route) =>
    route.fulfill({ status: 307, headers: { Location: `http://${elsewhere}/stolen` } }),
  );

  const outcomes = await tab.evaluate(async (host) => {
    const outcome = (input: RequestInfo, init: RequestInit = {}) =>
      window.client.fetch(input, init).then(
        ({ status }) => status,
        (error: { code: string }) => error.code,
      );
    return [
      await outcome(`http://${host}/`),
      await outcome(`//${host}/`, { method: 'POST', body: 'x' }),
      await outcome(new Request(`http://${host}/`)),
      await outcome('/users/auth/?away'),
      await outcome('/users/auth/?away', { method: 'POST', body: '{}', redirect: 'follow' }),
      await outcome('/users/auth/'),
    ];
  }, elsewhere);

  expect(outcomes).toEqual([200, 200, 200, 'unexpected_redirect', 'unexpected_redirect', 200]);
  expect(received.map((request) => request.method())).toEqual(['GET', 'POST', 'GET']);
  for (const request of received) {
    const headers = Object.keys(await request.allHeaders());
    for (const header of ['authorization', 'x-csrftoken', 'cookie']) expect(headers).not.toContain(header);
  }
});
