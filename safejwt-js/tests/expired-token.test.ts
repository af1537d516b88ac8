import { describe, expect, test } from 'vitest';
import { openAppWithDeadToken, openSignedInApp } from './support/app.js';
import { failing, json } from './support/fake-server.js';

const token = '/users/token/';

describe('an expired token', () => {
  test('is replaced before sending if the client knows', async () => {
    const { client, server } = await openSignedInApp();
    server.pass(400);
    expect((await client.fetch('/api/')).status).toBe(200);
    expect(server.count('/api/')).toBe(1);
  });

  test.each(['access_token_expired', 'invalid_token', 'session_ended', 'not_authenticated'])(
    'is replaced after a 401 with %s, and the request is repeated',
    async (code) => {
      const { client, server } = await openSignedInApp();
      server.plan('/api/', failing(401, code));
      expect((await client.fetch('/api/')).status).toBe(200);
      expect(server.count('/api/')).toBe(2);
      expect(server.count(token)).toBe(2);
    },
  );

  test('is replaced once for ten concurrent requests', async () => {
    const { client, server } = await openSignedInApp();
    server.plan('/api/', ...Array.from({ length: 10 }, () => failing(401, 'access_token_expired')));
    const responses = await Promise.all(Array.from({ length: 10 }, () => client.fetch('/api/')));
    expect(responses.every(({ status }) => status === 200)).toBe(true);
    expect(server.count(token)).toBe(2);
    expect(server.count('/api/')).toBe(20);
  });

  test('is not replaced again after a late 401', async () => {
    const { client, server } = await openSignedInApp();
    const held = server.hold('/api/', failing(401, 'access_token_expired'));
    const slow = client.fetch('/api/');
    server.pass(400);
    await client.fetch('/api/');
    held.release();
    expect((await slow).status).toBe(200);
    expect(server.count(token)).toBe(2);
  });

  test('causes one repetition; the caller receives the second 401', async () => {
    const { client, server } = await openAppWithDeadToken();
    server.plan('/api/', failing(401, 'access_token_expired'));
    const response = await client.fetch('/api/');
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ code: 'access_token_expired' });
    expect(server.count('/api/')).toBe(2);
  });

  describe('whose successor is the same, because the server has issued both within a second', () => {
    /** Every refresh returns the access token that the client already has. */
    async function openWithSameToken() {
      const app = await openAppWithDeadToken();
      const accessToken = await app.client.getAccessToken();
      const user = app.client.getState().user;
      app.server.network.answer(
        token,
        () => json(200, { accessToken, expiresIn: 300, user }),
        Number.POSITIVE_INFINITY,
      );
      return app;
    }

    test('is refreshed once, and the request is repeated once', async () => {
      const { client, server } = await openWithSameToken();
      expect((await client.fetch('/api/', { method: 'POST', body: 'x' })).status).toBe(200);
      expect(server.count('/api/')).toBe(2);
      expect(server.count(token)).toBe(2);
    });

    test('is refreshed once for an API that refuses it again', async () => {
      const { client, server } = await openWithSameToken();
      server.network.answer('/api/', failing(401, 'invalid_token'), Number.POSITIVE_INFINITY);
      for (let times = 0; times < 5; times += 1) expect((await client.fetch('/api/')).status).toBe(401);
      expect(server.count(token)).toBe(2);
      expect(client.getState().status).toBe('authenticated');
    });

    test('lets ten concurrent requests succeed', async () => {
      const { client, server } = await openWithSameToken();
      server.plan('/api/', ...Array.from({ length: 9 }, () => failing(401, 'access_token_expired')));
      const responses = await Promise.all(Array.from({ length: 10 }, () => client.fetch('/api/')));
      expect(responses.map(({ status }) => status)).toEqual(Array(10).fill(200));
      expect(server.count('/api/')).toBe(20);
    });
  });

  test.each([
    ['another code', failing(401, 'invalid_credentials')],
    ["a proxy's page", () => new Response('<html>', { status: 401 })],
  ])('is not replaced after a 401 with %s', async (_name, answer) => {
    const { client, server } = await openSignedInApp();
    server.plan('/api/', answer);
    expect((await client.fetch('/api/')).status).toBe(401);
    expect(server.received.map(({ url }) => url.pathname)).toEqual([token, '/api/']);
  });

  test('that cannot be replaced for now rejects, and signs no user out', async () => {
    const { client, server } = await openAppWithDeadToken();
    server.plan(token, failing(503, 'service_unavailable', { 'Retry-After': '7' }));
    await expect(client.fetch('/api/')).rejects.toMatchObject({ code: 'service_unavailable', retryAfter: 7 });
    expect(client.getState()).toMatchObject({ status: 'authenticated', degraded: true });
  });

  test('of an ended session returns the 401 and signs the user out', async () => {
    const { client, server } = await openSignedInApp();
    server.endAllSessions();
    const response = await client.fetch('/api/');
    expect(await response.json()).toMatchObject({ code: 'session_ended' });
    expect(client.getState()).toMatchObject({ status: 'anonymous', reason: 'session_revoked' });
  });
});

test('a token that has replaced the refused one and has expired is not sent', async () => {
  const { client, server } = await openSignedInApp();
  const held = server.hold('/api/', failing(401, 'access_token_expired'));
  const slow = client.fetch('/api/');
  await held.arrived;
  server.pass(400);
  await client.getAccessToken();
  server.pass(400);
  held.release();
  expect((await slow).status).toBe(200);
  expect(server.count('/api/')).toBe(2);
  expect(server.count(token)).toBe(3);
});

describe('an API that refuses every token', () => {
  test('causes one refresh, however many requests follow', async () => {
    const { client, server } = await openSignedInApp();
    server.network.answer('/api/', failing(401, 'invalid_token'), Number.POSITIVE_INFINITY);
    const before = server.count('/users/token/');
    for (let times = 0; times < 5; times += 1) expect((await client.fetch('/api/')).status).toBe(401);
    expect(server.count('/users/token/') - before).toBe(1);
    // Other endpoints accept the token.
    expect((await client.fetch('/other/')).status).toBe(200);
  });

  test('is told apart from one that responds only after the new token has expired', async () => {
    const { client, server } = await openSignedInApp();
    server.plan('/api/', failing(401, 'access_token_expired'), failing(401, 'access_token_expired'));
    expect((await client.fetch('/api/')).status).toBe(401);
    server.plan('/api/', failing(401, 'access_token_expired'));
    expect((await client.fetch('/api/')).status).toBe(200);
  });

  test('causes no refresh of its own when the session has ended as well', async () => {
    const { client, server } = await openSignedInApp();
    server.network.answer('/api/', failing(401, 'invalid_token'), Number.POSITIVE_INFINITY);
    await client.fetch('/api/');
    server.endAllSessions();
    expect((await client.fetch('/other/')).status).toBe(401);
    expect(client.getState()).toMatchObject({ status: 'anonymous', reason: 'session_revoked' });
  });
});
