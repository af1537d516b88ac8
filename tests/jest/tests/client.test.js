import { expect, test } from '@jest/globals';
import { createAuthClient, isAuthError } from 'safejwt-js';
import { answers, createTestServer } from 'safejwt-js/testing';

const login = { username: 'ada', password: 'right' };

/** A server with an endpoint that returns what it has received. */
function open() {
  const server = createTestServer();
  server.handle('/api/name/', (_request, user) => user.username);
  server.handle('/api/echo/', ({ body, headers }) => [headers.get('Content-Type'), new TextDecoder().decode(body)]);
  return server;
}

test('a user logs in, uses the API, refreshes and logs out', async () => {
  const server = open();
  const { client } = server.browser().tab();
  expect(await client.restore()).toMatchObject({ status: 'anonymous' });
  // Where there is no page, there is no cookie to read.
  expect(server.network.received).toHaveLength(globalThis.document ? 0 : 2);
  expect(await client.login(login)).toMatchObject({ username: 'ada' });
  await server.clock.advance(300);
  expect(await client.request('/api/name/')).toBe('ada');
  await client.logout();
  expect(client.getState()).toMatchObject({ status: 'anonymous', reason: 'signed_out' });
});

test('tabs share a session and its end', async () => {
  const server = open();
  const browser = server.signIn('ada');
  const [one, other] = [browser.tab(), browser.tab()];
  await Promise.all([one.client.restore(), other.client.restore()]);
  expect(server.network.requests('/users/token/')).toHaveLength(1);
  await one.client.logoutEverywhere();
  await server.clock.advance(0);
  expect(other.client.getState().status).toBe('anonymous');
  browser.close();
});

test('an outage signs no user out', async () => {
  const server = open();
  const tab = server.signIn('ada').tab();
  await tab.client.restore();
  server.network.goOffline();
  await server.clock.advance(300);
  const error = await tab.client.request('/api/name/').catch((reason) => reason);
  expect(isAuthError(error) && error.code).toBe('network_error');
  server.network.goOnline();
  tab.happen('online');
  await server.clock.advance(2);
  expect(await tab.client.request('/api/name/')).toBe('ada');
});

test('a request is aborted by its signal', async () => {
  const server = open();
  const { client } = server.signIn('ada').tab();
  await client.restore();
  server.network.answer('/api/name/', answers.silence);
  const controller = new AbortController();
  const call = client.request('/api/name/', { signal: controller.signal });
  setTimeout(() => controller.abort(), 10);
  await expect(call).rejects.toMatchObject({ name: 'AbortError' });
});

test('a form with a file arrives as it was sent, after a repetition too', async () => {
  const server = open();
  const { client } = server.signIn('ada').tab();
  await client.restore();
  server.network.answer('/api/echo/', answers.failing(401, 'access_token_expired'));
  const form = new FormData();
  form.append('title', 'Invoice');
  form.append('file', new Blob(['hello'], { type: 'text/plain' }), 'invoice.txt');
  const [type, text] = await client.request('/api/echo/', { body: form });
  expect(type).toMatch(/^multipart\/form-data; ?boundary=/);
  expect(text).toMatch(/name="title"\s+Invoice/);
  expect(text).toMatch(/name="file"; filename="[^"]+"\s+Content-Type: text\/plain\s+hello/);
});

test.each([
  ['a Blob', () => new Blob(['x'], { type: 'image/png' }), ['image/png', 'x']],
  ['bytes', () => new Uint8Array([120]), [null, 'x']],
  ['JSON', () => ({ a: 1 }), ['application/json', '{"a":1}']],
])('%s arrives as it was sent', async (_name, body, received) => {
  const server = open();
  const { client } = server.signIn('ada').tab();
  await client.restore();
  expect(await client.request('/api/echo/', { body: body() })).toEqual(received);
});

test('form fields arrive as they were sent', async () => {
  const server = open();
  const { client } = server.signIn('ada').tab();
  await client.restore();
  const [type, text] = await client.request('/api/echo/', { body: new URLSearchParams({ a: '1' }) });
  expect(type).toMatch(/^application\/x-www-form-urlencoded/);
  expect(text).toBe('a=1');
});

test('a client of the app works with the page of the test', async () => {
  const server = open();
  const client = createAuthClient(server.signIn('ada').options);
  expect(await client.restore()).toMatchObject({ status: 'authenticated', user: { username: 'ada' } });
  globalThis.window?.dispatchEvent(new Event('focus'));
  client.dispose();
});
