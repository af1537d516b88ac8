import { describe, expect, test, vi } from 'vitest';
import { openApp, openSignedInApp } from './support/app.js';
import { bearer, failing, json } from './support/fake-server.js';

const token = '/users/token/';

describe('the token and the CSRF header', () => {
  const inputs: [string, () => RequestInfo | URL][] = [
    ['a path', () => '/api/'],
    ['a relative path', () => '../api/'],
    ['an absolute URL', () => 'https://app.example/api/'],
    ['a URL without a scheme', () => '//app.example/api/'],
    ['a URL object', () => new URL('https://app.example/api/')],
    ['a Request', () => new Request('https://app.example/api/')],
  ];

  test.each(inputs)('go to the API by %s', async (_name, input) => {
    const { client, server } = await openSignedInApp();
    expect((await client.fetch(input())).status).toBe(200);
    const request = server.requests('/api/')[0];
    expect(bearer(request)).toBe(`Bearer ${await client.getAccessToken()}`);
    expect(request?.headers.get('X-CSRFToken')).toBe(server.csrf());
  });

  const elsewhere: [string, () => RequestInfo | URL][] = [
    ['another host', () => 'https://evil.example/api/'],
    ['another host without a scheme', () => '//evil.example/api/'],
    ['the same host by backslashes', () => '\\\\evil.example\\api\\'],
    ['another scheme', () => 'http://app.example/api/'],
    ['another port', () => 'https://app.example:8443/api/'],
    ['a name that begins alike', () => 'https://app.example.evil.example/api/'],
    ['a name in the user part', () => 'https://app.example@evil.example/api/'],
    ['a URL object', () => new URL('https://evil.example/api/')],
    ['a Request', () => new Request('https://evil.example/api/')],
  ];

  test.each(elsewhere)('do not go to %s', async (_name, input) => {
    const { client, server } = await openSignedInApp();
    const given = input();
    const init = { method: 'POST' };
    const passedOn = vi.fn<typeof globalThis.fetch>(async () => new Response());
    server.fetch.mockImplementation(passedOn);
    await client.fetch(given, init);
    expect(passedOn).toHaveBeenCalledExactlyOnceWith(given, init);
  });

  test('go to an API on another origin, and not to the page', async () => {
    const origin = 'https://api.example';
    const options = { readableCookie: false, client: { baseUrl: `${origin}/users/` } };
    const { client, server } = await openSignedInApp(options);
    await client.fetch(`${origin}/api/`);
    await client.fetch('/local.json');
    expect(bearer(server.requests('/api/')[0])).toMatch(/^Bearer /);
    expect(bearer(server.requests('/local.json')[0])).toBeNull();
    expect(server.requests('/api/')[0]?.init.credentials).toBe('include');
  });

  test('do not follow a relative URL to the origin of a <base>', async () => {
    const { client, server } = await openSignedInApp();
    Object.assign(document, { baseURI: 'https://cdn.example/' });
    await client.fetch('api/');
    expect(server.received.at(-1)?.url.href).toBe('https://cdn.example/api/');
    expect(bearer(server.received.at(-1))).toBeNull();
  });

  test("are added to the caller's headers, from the init and from a Request", async () => {
    const { client, server } = await openSignedInApp();
    await client.fetch('/api/', { headers: { 'X-Mine': '1' } });
    await client.fetch(new Request('https://app.example/api/', { headers: { 'X-Mine': '2' } }));
    await client.fetch(new Request('https://app.example/api/'), { headers: { 'X-Mine': '3' } });
    expect(server.requests('/api/').map(({ headers }) => headers.get('X-Mine'))).toEqual(['1', '2', '3']);
    expect(server.requests('/api/').every((request) => bearer(request)?.startsWith('Bearer '))).toBe(true);
  });

  test("do not replace the caller's own Authorization, and its 401 goes to the caller", async () => {
    const { client, server } = await openSignedInApp();
    const response = await client.fetch('/api/', { headers: { Authorization: 'Basic abc' } });
    expect(response.status).toBe(401);
    expect(bearer(server.requests('/api/')[0])).toBe('Basic abc');
    expect(server.count(token)).toBe(1);
  });

  test('wait for the first response about the session', async () => {
    const { client, server } = openApp({ remembered: 'ada' });
    expect((await client.fetch('/api/')).status).toBe(200);
    expect(server.received.map(({ url }) => url.pathname)).toEqual([token, '/api/']);
  });

  test('go without a token for a visitor, who receives the 401', async () => {
    const { client, server } = openApp();
    await client.restore();
    const response = await client.fetch('/api/');
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ code: 'not_authenticated' });
    expect(bearer(server.requests('/api/')[0])).toBeNull();
    expect(server.count(token)).toBe(0);
  });
});

describe('the user', () => {
  test('receives the response of a pending request after logging in again', async () => {
    const { client, server } = await openSignedInApp();
    const held = server.hold('/api/', failing(401, 'session_ended'));
    const request = client.fetch('/api/', { method: 'POST', body: 'x' });
    await held.arrived;
    await client.login({ username: 'ada', password: 'right' });
    held.release();
    expect((await request).status).toBe(200);
  });

  test('does not send a request as a different user who logs in meanwhile', async () => {
    const { client, server } = await openSignedInApp();
    const login = server.hold('/users/login/');
    const signingIn = client.login({ username: 'bob', password: 'right' });
    await login.arrived;
    // Still ada's, with ada's token.
    const held = server.hold('/api/', failing(401, 'session_ended'));
    const request = expect(client.fetch('/api/', { method: 'DELETE' })).rejects.toMatchObject({ code: 'superseded' });
    await held.arrived;
    login.release();
    await signingIn;
    held.release();
    await request;
    expect(server.count('/api/')).toBe(1);
  });
});

test('a Request with credentials "omit" is sent without cookies', async () => {
  const { client, server } = await openSignedInApp();
  // The CSRF token is not checked here, because that check needs its cookie.
  for (const path of ['/api/omit/', '/api/', '/api/plain/']) server.plan(path, () => json(200, {}));
  await client.fetch(new Request('https://app.example/api/omit/', { credentials: 'omit' }));
  await client.fetch(new Request('https://app.example/api/'));
  await client.fetch('/api/plain/', { credentials: 'omit' });
  expect(server.received.slice(-3).map(({ init }) => init.credentials)).toEqual(['omit', 'include', 'omit']);
});

test('a worker has no document: a relative URL is resolved against its location', async () => {
  const { client, server } = await openSignedInApp();
  vi.stubGlobal('document', undefined);
  expect((await client.fetch('/api/')).status).toBe(200);
  expect(server.requests('/api/')[0]?.url.href).toBe('https://app.example/api/');
});
