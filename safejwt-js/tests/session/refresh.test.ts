import { describe, expect, test, vi } from 'vitest';
import { openApp, openSignedInApp } from '../support/app.js';
import { failing, json, networkError, page, people } from '../support/fake-server.js';

const token = '/users/token/';

describe('an access token', () => {
  test('is used while it is valid', async () => {
    const { client, server } = await openSignedInApp();
    const first = await client.getAccessToken();
    server.pass(290);
    expect(await client.getAccessToken()).toBe(first);
    expect(server.count(token)).toBe(1);
  });

  test('is replaced a few seconds before it expires', async () => {
    const { client, server } = await openSignedInApp();
    const first = await client.getAccessToken();
    server.pass(296);
    expect(await client.getAccessToken()).not.toBe(first);
    expect(server.count(token)).toBe(2);
  });

  test('with a lifetime of seconds is still used for most of them', async () => {
    const { client, server } = await openSignedInApp({ lifetime: 4 });
    server.pass(2);
    await client.getAccessToken();
    expect(server.count(token)).toBe(1);
    server.pass(2);
    await client.getAccessToken();
    expect(server.count(token)).toBe(2);
  });

  test('is measured from the request, however slow the response', async () => {
    const { client, server } = openApp({ remembered: 'ada' });
    const held = server.hold(token);
    const restoring = client.restore();
    await held.arrived;
    server.pass(299);
    held.release();
    await restoring;
    await client.getAccessToken();
    expect(server.count(token)).toBe(2);
  });

  test('has expired after the device has slept, although performance.now stood still', async () => {
    vi.useFakeTimers({ toFake: ['Date', 'performance'] });
    const { client, server } = await openSignedInApp({ client: {} });
    const asleep = await client.getAccessToken();
    vi.spyOn(performance, 'now').mockReturnValue(performance.now());
    vi.setSystemTime(Date.now() + 8 * 3_600_000);
    server.pass(8 * 3600);
    expect(await client.getAccessToken()).not.toBe(asleep);
    vi.useRealTimers();
  });

  test('is null for an anonymous visitor, without a request each time', async () => {
    const { client, server } = openApp({ client: { sessionHint: false } });
    expect(await client.getAccessToken()).toBeNull();
    expect(await client.getAccessToken()).toBeNull();
    expect(server.count(token)).toBe(1);
  });

  test('is requested once for concurrent callers', async () => {
    const { client, server } = await openSignedInApp();
    server.pass(400);
    const tokens = await Promise.all(Array.from({ length: 10 }, client.getAccessToken));
    expect(new Set(tokens).size).toBe(1);
    expect(server.count(token)).toBe(2);
  });
});

describe('a failing server', () => {
  const answers = [
    ['a network error', networkError, 'network_error'],
    ['a 500', failing(500, 'server_error'), 'server_error'],
    ['a 502 page', page(502), 'server_error'],
    ['a 503', failing(503, 'service_unavailable', { 'Retry-After': '30' }), 'service_unavailable'],
    ['a 429', failing(429, 'throttled', { 'Retry-After': '30' }), 'throttled'],
    ["a 401 of a proxy's login page", page(401), 'unexpected_response'],
    ['a 401 with a code of another endpoint', failing(401, 'invalid_token'), 'invalid_token'],
    ['a redirect to a login page', page(302, { Location: '/proxy-login' }), 'unexpected_redirect'],
    ['a truncated answer', () => new Response('{"accessToken": "abc'), 'unexpected_response'],
    ['an answer without a token', () => json(200, { user: people.ada }), 'unexpected_response'],
    ['a 404', page(404), 'not_found'],
    ['a refusal that is no 401', failing(500, 'refresh_token_revoked'), 'refresh_token_revoked'],
  ] as const;

  test.each(answers)('signs no user out: %s', async (_name, answer, code) => {
    const { client, server } = await openSignedInApp();
    server.pass(400);
    server.plan(token, answer);
    await expect(client.getAccessToken()).rejects.toMatchObject({ name: 'AuthError', code });
    expect(client.getState()).toEqual({ status: 'authenticated', user: people.ada, reason: null, degraded: true });
    server.pass(31);
    expect(await client.getAccessToken()).toMatch(/^ey/);
    expect(client.getState().degraded).toBe(false);
  });

  test.each(answers)('leaves a visitor unknown: %s', async (_name, answer) => {
    const { client, server } = openApp({ remembered: 'ada' });
    server.plan(token, answer);
    expect(await client.restore()).toEqual({ status: 'unknown', user: null, reason: null, degraded: true });
    server.pass(31);
    expect(await client.restore()).toMatchObject({ status: 'authenticated', degraded: false });
  });

  test('fails all waiting callers, with one request', async () => {
    const { client, server } = await openSignedInApp();
    server.pass(400);
    server.plan(token, failing(503, 'service_unavailable', { 'Retry-After': '30' }));
    const outcomes = await Promise.allSettled(Array.from({ length: 5 }, () => client.fetch('/api/')));
    for (const outcome of outcomes) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'service_unavailable', retryAfter: 30 } });
    }
    expect(server.count(token)).toBe(2);
    expect(server.count('/api/')).toBe(0);
  });
});

describe('a refused refresh', () => {
  test.each([
    ['refresh_token_missing', 'signed_out'],
    ['refresh_token_invalid', 'signed_out'],
    ['refresh_token_expired', 'session_expired'],
    ['refresh_token_revoked', 'session_revoked'],
    ['refresh_token_reused', 'session_reused'],
  ])('with %s ends the session as %s, once', async (code, reason) => {
    const { client, server } = await openSignedInApp();
    const listener = vi.fn();
    client.subscribe(listener);
    server.pass(400);
    server.refuseRefresh(code);
    expect(await Promise.all([client.getAccessToken(), client.getAccessToken()])).toEqual([null, null]);
    expect(client.getState()).toEqual({ status: 'anonymous', user: null, reason, degraded: false });
    expect(await client.getAccessToken()).toBeNull();
    expect(server.count(token)).toBe(2);
    expect(listener).toHaveBeenCalledTimes(1);
  });

  test.each([
    ['refresh_token_missing', 'not_signed_in'],
    ['refresh_token_invalid', 'not_signed_in'],
    ['refresh_token_expired', 'session_expired'],
  ])('with %s on a first visit is %s', async (code, reason) => {
    const { client, server } = openApp({ client: { sessionHint: false } });
    server.refuseRefresh(code);
    expect(await client.restore()).toMatchObject({ status: 'anonymous', reason });
  });
});

describe('a different user who has logged in from another tab', () => {
  test('becomes the user, and requests of the old user are not sent as the new one', async () => {
    const { client, server } = await openSignedInApp();
    server.pass(400);
    server.remember('bob');
    await expect(client.fetch('/api/', { method: 'DELETE' })).rejects.toMatchObject({ code: 'superseded' });
    expect(client.getState().user).toEqual(people.bob);
    expect(server.count('/api/')).toBe(0);
    expect(await (await client.fetch('/api/')).json()).toEqual({ who: 'bob' });
  });
});

test('a new token changes neither the state nor the user object', async () => {
  const { client, server } = await openSignedInApp();
  const listener = vi.fn();
  client.subscribe(listener);
  const state = client.getState();
  server.pass(400);
  await client.getAccessToken();
  expect(server.count(token)).toBe(2);
  expect(client.getState()).toBe(state);
  expect(listener).not.toHaveBeenCalled();
});

test('a profile changed elsewhere arrives with the next token', async () => {
  const { client, server } = await openSignedInApp();
  server.pass(400);
  const changed = { ...people.ada, email: 'countess@example.org' };
  server.plan(token, () => json(200, { accessToken: 'access-x', expiresIn: 300, user: changed }));
  await client.getAccessToken();
  expect(client.getState().user).toEqual(changed);
});

test('a 401 of a proxy with the code logout does not end the session', async () => {
  const { client, server } = await openSignedInApp();
  server.pass(400);
  server.plan('/users/token/', failing(401, 'logout'));
  await expect(client.fetch('/api/')).rejects.toMatchObject({ code: 'logout' });
  expect(client.getState()).toMatchObject({ status: 'authenticated', degraded: true });
});
