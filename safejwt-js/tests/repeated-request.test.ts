import { describe, expect, test, vi } from 'vitest';
import { openApp, openAppWithDeadToken, openSignedInApp } from './support/app.js';
import { bearer, failing, type Received, silence } from './support/fake-server.js';

const token = '/users/token/';

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

  test('has a new token after the CSRF header of the old one was refused twice', async () => {
    const { client, server } = await openSignedInApp();
    server.plan('/api/', failing(403, 'csrf_failed'), failing(403, 'csrf_failed'));
    expect((await client.fetch('/api/')).status).toBe(200);
    expect(server.received.slice(-5).map(({ url }) => url.pathname)).toEqual([
      '/api/',
      '/users/csrf/',
      '/api/',
      token,
      '/api/',
    ]);
  });

  test('ends the session of this browser if its cookies are gone', async () => {
    const { client, server } = await openSignedInApp();
    for (const name of server.browser.cookies.all().keys()) server.browser.cookies.set(name, null);
    await expect(client.request('auth/')).rejects.toMatchObject({ code: 'not_authenticated' });
    expect(client.getState()).toMatchObject({ status: 'anonymous', user: null });
  });

  test('asks for a new token once if the API refuses each CSRF header', async () => {
    const { client, server } = await openSignedInApp();
    server.plan('/api/', ...Array(8).fill(failing(403, 'csrf_failed')));
    expect((await client.fetch('/api/')).status).toBe(403);
    const before = server.count(token);
    expect((await client.fetch('/api/')).status).toBe(403);
    expect(server.count(token)).toBe(before);
    expect(client.getState().status).toBe('authenticated');
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
    await vi.waitFor(() => expect(server.count('/api/')).toBe(1), 10_000);
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
