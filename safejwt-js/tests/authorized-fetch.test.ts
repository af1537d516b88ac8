import { describe, expect, test, vi } from 'vitest';
import { openApp, openSignedInApp } from './support/app.js';
import { failing, json, type Received, silence } from './support/fake-server.js';

const token = '/users/token/';

function bearer(request: Received | undefined): string | null | undefined {
  return request?.headers.get('Authorization');
}

/** A server on which the token has expired earlier than the client expects. */
async function openAppWithDeadToken() {
  const app = await openSignedInApp();
  app.server.plan('/api/', failing(401, 'access_token_expired'));
  return app;
}

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

describe('a repeated request', () => {
  const bytes = new Uint8Array([0, 255, 10, 13]);
  const bodies: [string, () => BodyInit][] = [
    ['a string', () => 'caf\u00e9'],
    ['form fields', () => new URLSearchParams({ a: '1', b: '&' })],
    ['a Blob', () => new Blob([bytes], { type: 'image/png' })],
    ['an ArrayBuffer', () => bytes.buffer.slice(0)],
    ['a view of bytes', () => bytes.subarray(1, 3)],
  ];

  function expectTwice(requests: Received[], method: string): void {
    const [first, second] = requests;
    expect(requests).toHaveLength(2);
    expect(second?.method).toBe(method);
    expect(first?.body.length).toBeGreaterThan(0);
    expect(second?.body).toEqual(first?.body);
    expect(second?.headers.get('Content-Type')).toBe(first?.headers.get('Content-Type'));
    expect(bearer(second)).not.toBe(bearer(first));
  }

  test.each(bodies)('has the same bytes: %s', async (_name, body) => {
    const { client, server } = await openAppWithDeadToken();
    await client.fetch('/api/', { method: 'POST', body: body() });
    expectTwice(server.requests('/api/'), 'POST');
  });

  test.each(bodies)('has the same bytes: a Request with %s', async (_name, body) => {
    const { client, server } = await openAppWithDeadToken();
    await client.fetch(new Request('https://app.example/api/', { method: 'PUT', body: body() }));
    expectTwice(server.requests('/api/'), 'PUT');
  });

  test('has the same form data, files included', async () => {
    const { client, server } = await openAppWithDeadToken();
    const form = new FormData();
    form.set('title', 'Invoice');
    form.set('file', new File([bytes], 'invoice.pdf'));
    await client.fetch('/api/', { method: 'POST', body: form });
    const sent = await Promise.all(
      server.requests('/api/').map(async ({ body, headers }) => {
        const parsed = await new Response(body.slice(), { headers }).formData();
        return [parsed.get('title'), new Uint8Array(await (parsed.get('file') as File).arrayBuffer())];
      }),
    );
    expect(sent).toEqual([
      ['Invoice', bytes],
      ['Invoice', bytes],
    ]);
  });

  test.each(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])('may be a %s', async (method) => {
    const { client, server } = await openAppWithDeadToken();
    expect((await client.fetch('/api/', { method })).status).toBe(200);
    expect(server.requests('/api/').map((request) => request.method)).toEqual([method, method]);
  });

  test('has a new CSRF header after the old one was refused', async () => {
    const { client, server } = await openSignedInApp();
    server.forgetCsrf();
    expect((await client.fetch('/api/', { method: 'POST', body: 'x' })).status).toBe(200);
    expect(server.received.slice(-3).map(({ url }) => url.pathname)).toEqual(['/api/', '/users/csrf/', '/api/']);
  });

  test('may be repeated for the CSRF header and then for the token', async () => {
    const { client, server } = await openSignedInApp();
    server.forgetCsrf();
    server.plan('/api/', failing(403, 'csrf_failed'), failing(401, 'access_token_expired'));
    expect((await client.fetch('/api/')).status).toBe(200);
    expect(server.count('/api/')).toBe(3);
  });
});

describe('a stream as body', () => {
  function upload(): RequestInit {
    const body = new Blob(['a long film']).stream();
    // `duplex` is in the Fetch standard, but not yet in TypeScript's DOM types.
    return { method: 'POST', body, duplex: 'half' } as RequestInit;
  }

  test('is sent after a token that is about to expire has been replaced', async () => {
    const { client, server } = await openSignedInApp();
    server.pass(296);
    expect((await client.fetch('/api/', upload())).status).toBe(200);
    expect(server.received.map(({ url }) => url.pathname)).toEqual([token, token, '/api/']);
  });

  test('cannot be sent twice: the call rejects, and the next upload succeeds', async () => {
    const { client, server } = await openAppWithDeadToken();
    await expect(client.fetch('/api/', upload())).rejects.toMatchObject({ code: 'body_not_replayable', status: 401 });
    expect(server.count(token)).toBe(2);
    expect((await client.fetch('/api/', upload())).status).toBe(200);
  });

  test('cannot be sent twice after a refused CSRF header either', async () => {
    const { client, server } = await openSignedInApp();
    server.forgetCsrf();
    await expect(client.fetch('/api/', upload())).rejects.toMatchObject({ code: 'body_not_replayable', status: 403 });
    expect((await client.fetch('/api/', upload())).status).toBe(200);
    expect(server.count('/users/csrf/')).toBe(1);
  });
});

describe('an abort', () => {
  test('before sending rejects as fetch does, and sends no request', async () => {
    const { client, server } = openApp({ remembered: 'ada' });
    await expect(client.fetch('/api/', { signal: AbortSignal.abort() })).rejects.toMatchObject({ name: 'AbortError' });
    expect(server.received).toHaveLength(0);
  });

  test('while the token is renewed does not abort the renewal for other callers', async () => {
    const { client, server } = await openSignedInApp();
    server.pass(400);
    const held = server.hold(token);
    const controller = new AbortController();
    const abandoned = client.fetch('/api/', { signal: controller.signal });
    const other = client.fetch('/api/');
    await held.arrived;
    controller.abort();
    await expect(abandoned).rejects.toMatchObject({ name: 'AbortError' });
    held.release();
    expect((await other).status).toBe(200);
    expect(server.count('/api/')).toBe(1);
    expect(server.count(token)).toBe(2);
  });

  test.each([
    ['of the init', (signal: AbortSignal) => ({ input: '/api/', init: { signal } })],
    [
      'of a Request',
      (signal: AbortSignal) => ({ input: new Request('https://app.example/api/', { signal }), init: {} }),
    ],
  ])('reaches the request itself, by the signal %s', async (_name, requestWith) => {
    const { client, server } = await openSignedInApp();
    server.plan('/api/', silence);
    const controller = new AbortController();
    const { input, init } = requestWith(controller.signal);
    const pending = client.fetch(input, init);
    await vi.waitFor(() => expect(server.count('/api/')).toBe(1));
    controller.abort();
    await expect(pending).rejects.toMatchObject({ name: 'AbortError' });
  });

  test('between a 401 and the repetition prevents the repetition', async () => {
    const { client, server } = await openAppWithDeadToken();
    const held = server.hold(token);
    const controller = new AbortController();
    const pending = client.fetch('/api/', { method: 'POST', signal: controller.signal });
    await held.arrived;
    controller.abort();
    await expect(pending).rejects.toMatchObject({ name: 'AbortError' });
    held.release();
    await client.getAccessToken();
    expect(server.count('/api/')).toBe(1);
  });
});

test.each(['POST', 'PUT', 'PATCH', 'DELETE'])(
  'the idempotency key of a %s stays the same in the repetition',
  async (method) => {
    const { client, server } = await openSignedInApp();
    for (const path of ['/api/', '/api/again/']) {
      server.plan(path, failing(401, 'access_token_expired'), failing(403, 'csrf_failed'));
    }
    const headers = { 'Idempotency-Key': '"8e03978e"' };
    await client.fetch('/api/', { method, headers });
    await client.request('/api/again/', { method, headers, body: {} });
    for (const path of ['/api/', '/api/again/']) {
      const keys = server.requests(path).map((request) => request.headers.get('Idempotency-Key'));
      expect(keys).toEqual(Array(3).fill('"8e03978e"'));
    }
  },
);

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

describe('an abort', () => {
  test('during the repetition ends it, and does not change the session', async () => {
    const { client, server } = await openAppWithDeadToken();
    const held = server.hold('/api/');
    const controller = new AbortController();
    const call = client.fetch('/api/', { method: 'POST', body: 'x', signal: controller.signal });
    const outcome = expect(call).rejects.toThrow('abort');
    await held.arrived;
    controller.abort();
    await outcome;
    held.release();
    expect(server.count('/api/')).toBe(2);
    expect(server.requests('/api/')[1]?.signal?.aborted).toBe(true);
    expect((await client.fetch('/api/')).status).toBe(200);
  });

  test('during the renewal of the CSRF token ends it; the renewal continues for others', async () => {
    const { client, server } = await openSignedInApp();
    server.forgetCsrf();
    const held = server.hold('/users/csrf/');
    const controller = new AbortController();
    const outcome = expect(client.fetch('/api/', { signal: controller.signal })).rejects.toThrow('abort');
    await held.arrived;
    const other = client.fetch('/api/');
    controller.abort();
    await outcome;
    held.release();
    expect((await other).status).toBe(200);
    expect(server.count('/users/csrf/')).toBe(1);
    // One refused request of each, and the repetition of the one that was not aborted.
    expect(server.count('/api/')).toBe(3);
  });
});
