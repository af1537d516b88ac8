import axios, { AxiosError } from 'axios';
import { createAuthRefresh } from 'axios-auth-refresh';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { authErrorOf, axiosOptions } from '../src/axios.js';
import { type AuthClientOptions, AuthError } from '../src/index.js';
import { answers, createTestServer, type TestRequest } from '../testing/index.js';
import { openPage } from './support/page.js';

/** axios detects a browser once, at import. Node's forms and files work with it, jsdom's do not. */
vi.hoisted(() => vi.stubGlobal('window', { location: new URL('https://app.example/') }));
vi.hoisted(() => vi.stubGlobal('document', { cookie: '' }));

const token = '/users/token/';

beforeEach(() => openPage('https://app.example/'));

function open(clientOptions: AuthClientOptions = {}) {
  const server = createTestServer();
  const seen: TestRequest[] = [];
  server.handle('/api/*', (request, { username }) => {
    seen.push(request);
    return { who: username, method: request.method, body: new TextDecoder().decode(request.body) };
  });
  const browser = server.signIn('ada');
  const { client } = browser.tab(clientOptions);
  const api = axios.create({ baseURL: '/api/', ...axiosOptions(client) });
  return { server, browser, client, api, seen };
}

/** The same with a token that has expired on the server only. */
async function openExpired() {
  const app = open({ now: () => 0 });
  await app.client.restore();
  app.server.clock.jump(400);
  app.server.network.received.length = 0;
  return app;
}

describe('an axios instance through the client', () => {
  test('sends the token and the CSRF header, and resolves as axios does', async () => {
    const { api, seen, browser } = open();
    const { status, data } = await api.get('orders/', { params: { page: 2 } });
    expect(status).toBe(200);
    expect(data).toEqual({ who: 'ada', method: 'GET', body: '' });
    expect(seen[0]?.url.search).toBe('?page=2');
    expect(seen[0]?.headers.get('Authorization')).toMatch(/^Bearer /);
    expect(seen[0]?.headers.get('X-CSRFToken')).toBe(browser.cookies.get('csrftoken'));
  });

  test('sends neither to another origin', async () => {
    const { api, server, client } = open();
    await client.restore();
    server.network.answer('/data.json', answers.json(200, {}));
    await api.get('https://elsewhere.example/data.json');
    const [request] = server.network.requests('/data.json');
    expect(request?.headers.has('Authorization')).toBe(false);
    expect(request?.headers.has('X-CSRFToken')).toBe(false);
  });

  test.each(['post', 'put', 'patch', 'delete'] as const)(
    'repeats a %s with its body after a refresh',
    async (method) => {
      const { api, server } = await openExpired();
      const { data } = await api.request({ method, url: 'orders/', data: { title: 'one' } });
      expect(data).toEqual({ who: 'ada', method: method.toUpperCase(), body: '{"title":"one"}' });
      expect(server.network.requests(token)).toHaveLength(1);
      expect(server.network.requests('/api/orders/')).toHaveLength(2);
    },
  );

  test('repeats a form with a file, byte for byte', async () => {
    const { api, server } = await openExpired();
    const form = new FormData();
    form.set('title', 'A picture');
    form.set('file', new Blob([new Uint8Array([0, 1, 254, 255])]), 'picture.bin');
    await api.post('upload/', form, { onUploadProgress: () => undefined });
    const [first, second] = server.network.requests('/api/upload/').map(({ body, headers }) => ({ body, headers }));
    for (const sent of [first, second]) {
      const type = sent?.headers.get('Content-Type') ?? '';
      expect(type).toMatch(/^multipart\/form-data; ?boundary=/);
      const read = await new Response(sent?.body as BodyInit, { headers: { 'Content-Type': type } }).formData();
      expect(read.get('title')).toBe('A picture');
      expect(new Uint8Array(await (read.get('file') as File).arrayBuffer())).toEqual(new Uint8Array([0, 1, 254, 255]));
    }
  });

  test.each([
    ['a blob', new Blob(['abc'])],
    ['bytes', new TextEncoder().encode('abc')],
    ['form fields', new URLSearchParams({ a: 'b c' })],
    ['text', 'abc'],
  ])('repeats %s', async (_name, data) => {
    const { api, server } = await openExpired();
    await api.post('notes/', data);
    const [first, second] = server.network.requests('/api/notes/');
    expect(second?.body).toEqual(first?.body);
    expect(second?.body.length).toBeGreaterThan(0);
  });

  test('rejects if a stream must be repeated', async () => {
    const { api } = await openExpired();
    const stream = new Blob(['abc']).stream();
    const error = await api.post('notes/', stream).catch((reason) => reason);
    expect(error).toBeInstanceOf(AxiosError);
    expect(error).toMatchObject({ code: 'body_not_replayable', cause: { name: 'AuthError', status: 401 } });
  });
});

describe('an error', () => {
  test('of the API is an AxiosError with its response', async () => {
    const { api, server } = open();
    server.network.answer('/api/orders/', answers.json(400, { title: ['Required.'] }));
    const error = await api.post('orders/', {}).catch((reason) => reason);
    expect(error).toBeInstanceOf(AxiosError);
    expect(error.response).toMatchObject({ status: 400, data: { title: ['Required.'] } });
  });

  test('of an ended session is the 401 itself', async () => {
    const { api, server, client } = open();
    await client.restore();
    server.endSessions('ada');
    const error = await api.get('orders/').catch((reason) => reason);
    expect(error.response).toMatchObject({ status: 401, data: { code: 'session_ended' } });
    expect(client.getState()).toMatchObject({ status: 'anonymous', reason: 'session_revoked' });
  });

  test('of the network is the one of axios; one of the refresh contains the AuthError', async () => {
    const { api, server, client } = open();
    await client.restore();
    server.network.goOffline();
    expect(await api.get('orders/').catch((reason) => reason)).toMatchObject({ code: 'ERR_NETWORK' });
    server.clock.jump(400);
    const error = await api.get('orders/').catch((reason) => reason);
    expect(error).toBeInstanceOf(AxiosError);
    expect(error.cause).toBeInstanceOf(AuthError);
    expect(error).toMatchObject({ code: 'network_error' });
    expect(client.getState()).toMatchObject({ status: 'authenticated', degraded: true });
  });
});

describe('the AuthError of an error', () => {
  test.each([
    ['the codes and fields of the API', answers.json(400, { title: ['Required.'] }), 'validation_error'],
    ['a problem of RFC 9457', answers.json(400, { title: 'Sold out.', code: 'sold_out' }), 'sold_out'],
    ['the page of a proxy', answers.html(502), 'server_error'],
    ['a lost connection', answers.networkError, 'network_error'],
  ])('is that of client.request: %s', async (_name, answer, code) => {
    const { api, server, client } = open();
    server.network.answer('/api/orders/', answer, 2);
    const expected: AuthError = await client.request<never>('/api/orders/', { body: {} }).catch((reason) => reason);
    const found = authErrorOf(await api.post('orders/', {}).catch((reason) => reason));
    expect(found).toBeInstanceOf(AuthError);
    const { message, status, fields, retryAfter } = expected;
    expect(found).toMatchObject({ code, message, status, fields, retryAfter });
  });

  test('has the seconds to wait', async () => {
    const { api, server } = open();
    server.network.answer('/api/orders/', answers.failing(429, 'throttled', { 'Retry-After': '7' }));
    const error = await api.get('orders/').catch((reason) => reason);
    expect(authErrorOf(error)).toMatchObject({ code: 'throttled', retryAfter: 7 });
  });

  test('is the cause, when no token can be obtained', async () => {
    const { api, server } = await openExpired();
    server.network.goOffline();
    server.clock.jump(400);
    const error = await api.get('orders/').catch((reason) => reason);
    expect(authErrorOf(error)).toMatchObject({ code: 'network_error' });
  });

  test('is a timeout', async () => {
    const { api, server } = open();
    server.network.answer('/api/orders/', answers.silence);
    const error = await api.get('orders/', { timeout: 20 }).catch((reason) => reason);
    expect(authErrorOf(error)).toMatchObject({ code: 'timeout', cause: error });
  });

  test('is itself, and null for anything that is not of a request', () => {
    const error = new AuthError('superseded');
    expect(authErrorOf(error)).toBe(error);
    for (const other of [new axios.CanceledError(), new TypeError('a bug'), null])
      expect(authErrorOf(other)).toBeNull();
  });

  test('is what an instance rejects with, by one interceptor', async () => {
    const { api, server } = open();
    api.interceptors.response.use(undefined, (error) => Promise.reject(authErrorOf(error) ?? error));
    server.network.answer('/api/orders/', answers.json(404, { code: 'not_found', detail: 'There is nothing.' }));
    await expect(api.get('orders/')).rejects.toMatchObject({ code: 'not_found', message: 'There is nothing.' });
  });
});

describe('cancelling', () => {
  test.each(['while it is sent', 'while the token is renewed'])('with an AbortSignal %s', async (when) => {
    const { api, server } = await openExpired();
    const held = server.network.hold(when === 'while it is sent' ? '/api/orders/' : token);
    const controller = new AbortController();
    const request = api.get('orders/', { signal: controller.signal }).catch((reason) => reason);
    await held.arrived;
    controller.abort();
    expect(axios.isCancel(await request)).toBe(true);
    held.release();
  });

  test('with a CancelToken', async () => {
    const { api, server } = await openExpired();
    const held = server.network.hold(token);
    const source = axios.CancelToken.source();
    const request = api.get('orders/', { cancelToken: source.token }).catch((reason) => reason);
    await held.arrived;
    source.cancel();
    expect(axios.isCancel(await request)).toBe(true);
    held.release();
  });

  test('after the timeout of the request', async () => {
    const { api, server } = await openExpired();
    server.network.answer('/api/orders/', answers.silence);
    const error = await api.get('orders/', { timeout: 20 }).catch((reason) => reason);
    expect(error).toMatchObject({ code: 'ETIMEDOUT' });
  });
});

describe('30 concurrent requests with an expired token', () => {
  test('all succeed after one refresh', async () => {
    const { api, server } = await openExpired();
    const requests = Array.from({ length: 30 }, (_, index) => api.post(`orders/${index}/`, { index }));
    expect((await Promise.all(requests)).map(({ status }) => status)).toEqual(Array(30).fill(200));
    expect(server.network.requests(token)).toHaveLength(1);
  });

  test('fail except for one with axios-auth-refresh 5.0.2 and its defaults', async () => {
    const server = createTestServer();
    server.handle('/api/*', (_request, { username }) => ({ who: username }));
    const browser = server.signIn('ada');
    const headers = { 'X-CSRFToken': browser.cookies.get('csrftoken') };
    const create = () => axios.create({ ...axiosOptions(browser), headers });
    const refresh = async () => (await create().post(token)).data.accessToken as string;
    let accessToken = await refresh();
    server.clock.jump(400);
    const api = create();
    api.interceptors.request.use((config) => {
      config.headers.set('Authorization', `Bearer ${accessToken}`);
      return config;
    });
    // Its types refer to the CommonJS build of axios.
    createAuthRefresh(api as never, async () => {
      accessToken = await refresh();
    });
    const requests = Array.from({ length: 30 }, (_, index) => api.post(`/api/orders/${index}/`, { index }));
    const outcomes = await Promise.allSettled(requests);
    const answered = outcomes.filter(({ status }) => status === 'fulfilled').length;
    expect(answered).toBe(1);
  });
});
