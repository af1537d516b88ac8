import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createTransport } from '../../src/http/transport.js';
import { createFakeServer, failing, networkError, page, silence } from '../support/fake-server.js';
import { openPage, setCookie } from '../support/page.js';

describe("the API's address", () => {
  test.each([
    ['/users/', 'https://app.example/users/login/'],
    ['/users', 'https://app.example/users/login/'],
    ['https://api.example/v1/users/', 'https://api.example/v1/users/login/'],
    ['//api.example/users', 'https://api.example/users/login/'],
  ])('%s puts login/ at %s', (baseUrl, url) => {
    openPage();
    expect(createTransport({ baseUrl }).endpoint('login/').href).toBe(url);
  });

  test('does not move with an injected <base>', () => {
    openPage();
    Object.assign(document, { baseURI: 'https://evil.example/' });
    expect(createTransport({}).endpoint('login/').href).toBe('https://app.example/users/login/');
  });

  test.each([
    ['https://app.example/anything', true],
    ['https://app.example:443/', true],
    ['http://app.example/', false],
    ['https://app.example:8443/', false],
    ['https://app.example.evil.example/', false],
    ['https://sub.app.example/', false],
    ['blob:https://app.example/7', false],
    ['data:text/plain,x', false],
  ])('%s: %s', (url, expected) => {
    openPage();
    expect(createTransport({}).isApi(new URL(url))).toBe(expected);
  });

  test('a client can be created without a page, for rendering on a server', () => {
    vi.stubGlobal('location', undefined);
    expect(() => createTransport({})).not.toThrow();
  });
});

describe('a request to the API', () => {
  function open(
    options: Parameters<typeof createFakeServer>[0] = {},
    client: Parameters<typeof createTransport>[0] = {},
  ) {
    openPage();
    const server = createFakeServer(options);
    return { server, http: createTransport({ ...server.options, ...client }) };
  }

  test('carries the CSRF header, GET included', async () => {
    const { server, http } = open();
    server.visit();
    await http.send(new URL('https://app.example/api/'), {});
    expect(server.received[0]?.headers.get('X-CSRFToken')).toBe(server.csrf());
    expect(server.received).toHaveLength(1);
  });

  test('uses the names of header and cookie from the options', async () => {
    const { server, http } = open({}, { csrfHeaderName: 'X-Token', csrfCookieNames: ['mine'] });
    server.browser.cookies.set('mine', 'abc');
    await http.send(new URL('https://app.example/api/'), {});
    expect(server.received[0]?.headers.get('X-Token')).toBe('abc');
  });

  test('requests csrf/ first when there is no cookie, once for concurrent requests', async () => {
    const { server, http } = open();
    const url = new URL('https://app.example/users/token/');
    await Promise.all([http.send(url, { method: 'POST' }), http.send(url, { method: 'POST' })]);
    expect(server.count('/users/csrf/')).toBe(1);
    expect(server.received[0]).toMatchObject({ method: 'GET' });
    expect(server.count('/users/token/')).toBe(2);
  });

  test('works where the page cannot read the cookie', async () => {
    const { server, http } = open({ readableCookie: false }, { baseUrl: 'https://api.example/users/' });
    const response = await http.send(http.endpoint('token/'), { method: 'POST' });
    expect(response.status).toBe(401);
    expect(server.received.map(({ init }) => init.credentials)).toEqual(['include', 'include']);
  });

  test('renews a refused CSRF cookie and repeats once', async () => {
    const { server, http } = open();
    server.visit();
    server.forgetCsrf();
    await http.call('login/', { body: { username: 'ada', password: 'right' } });
    expect(server.received.map(({ url }) => url.pathname)).toEqual(['/users/login/', '/users/csrf/', '/users/login/']);
    expect(server.received[2]?.body).toEqual(server.received[0]?.body);
  });

  test('is not repeated a second time', async () => {
    const { server, http } = open();
    server.visit();
    server.plan('/users/login/', failing(403, 'csrf_failed'), failing(403, 'csrf_failed'));
    await expect(http.call('login/')).rejects.toMatchObject({ code: 'csrf_failed', status: 403 });
    expect(server.count('/users/login/')).toBe(2);
  });

  test('is not repeated for a 403 of another kind', async () => {
    const { server, http } = open();
    server.visit();
    server.plan('/users/login/', failing(403, 'permission_denied'));
    await expect(http.call('login/')).rejects.toMatchObject({ code: 'permission_denied' });
    expect(server.received).toHaveLength(1);
  });

  test('many concurrent refusals renew the cookie once', async () => {
    const { server, http } = open();
    server.visit();
    server.forgetCsrf();
    await Promise.allSettled(Array.from({ length: 5 }, () => http.call('token/')));
    expect(server.count('/users/csrf/')).toBe(1);
    expect(server.count('/users/token/')).toBe(10);
  });

  test.each([301, 302, 303, 307, 308])('does not follow a %i, because the headers would go with it', async (status) => {
    const { server, http } = open();
    server.visit();
    server.plan('/users/token/', page(status, { Location: 'https://evil.example/' }));
    await expect(http.call('token/')).rejects.toMatchObject({ code: 'unexpected_redirect', status });
    expect(server.received).toHaveLength(1);
    expect(server.received[0]?.init.redirect).toBe('manual');
  });

  test("follows no redirect that a browser hides, even if the caller's options request it", async () => {
    openPage();
    setCookie('csrftoken', 'abc');
    const opaque = Object.defineProperties(new Response(), { type: { value: 'opaqueredirect' }, status: { value: 0 } });
    const fetch = vi.fn(async () => opaque);
    const sending = createTransport({ fetch }).send(new URL('https://app.example/api/'), { redirect: 'follow' });
    await expect(sending).rejects.toMatchObject({ code: 'unexpected_redirect', status: null });
    expect(fetch).toHaveBeenCalledWith('https://app.example/api/', expect.objectContaining({ redirect: 'manual' }));
  });
});

describe('a missing response', () => {
  beforeEach(() => openPage());
  afterEach(() => void vi.useRealTimers());

  test('because of the network rejects with network_error and its cause', async () => {
    const server = createFakeServer();
    server.visit();
    server.plan('/users/token/', networkError);
    await expect(createTransport({ ...server.options }).call('token/')).rejects.toMatchObject({
      code: 'network_error',
      status: null,
      cause: expect.any(TypeError),
    });
  });

  test.each(['/users/token/', '/users/csrf/'])('within the timeout rejects with timeout (%s)', async (path) => {
    vi.useFakeTimers();
    const server = createFakeServer();
    if (path !== '/users/csrf/') server.visit();
    server.plan(path, silence);
    const outcome = expect(createTransport({ ...server.options, timeout: 2000 }).call('token/')).rejects.toMatchObject({
      code: 'timeout',
    });
    await vi.advanceTimersByTimeAsync(2000);
    await outcome;
  });

  test('with an incomplete body rejects with timeout, too', async () => {
    vi.useFakeTimers();
    setCookie('csrftoken', 'abc');
    const fetch = async () => new Response(new ReadableStream());
    const outcome = expect(createTransport({ fetch }).call('token/')).rejects.toMatchObject({ code: 'timeout' });
    await vi.advanceTimersByTimeAsync(15_000);
    await outcome;
  });

  test('of csrf/ without a token rejects with unexpected_response', async () => {
    const server = createFakeServer();
    server.plan('/users/csrf/', () => Response.json({}));
    await expect(createTransport({ ...server.options }).call('token/')).rejects.toMatchObject({
      code: 'unexpected_response',
    });
    expect(server.count('/users/token/')).toBe(0);
  });
});
