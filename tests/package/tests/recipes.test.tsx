// @vitest-environment jsdom
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { type QueryClient, QueryObserver } from '@tanstack/react-query';
import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import { unpacked } from '../places.js';
import { compile, folder, recipe, writeRecipes } from '../recipes.js';

const files = writeRecipes();

test('the recipes are type-correct with the packed package', () => {
  expect(files).toContain('app/api-proxy.ts');
  expect(compile(folder)).toBe('');
});

test('what Next.js renders on the server can be imported there', async () => {
  const { Session } = await recipe<{ Session: unknown }>('app/session.tsx');
  expect(Session).toBeTypeOf('function');
});

let django: Server;
let answer: (request: IncomingMessage & { body: string }, response: ServerResponse) => void;

beforeAll(async () => {
  django = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    answer(Object.assign(request, { body }), response);
  });
  await new Promise<void>((resolve) => django.listen(0, '127.0.0.1', resolve));
  const address = django.address();
  vi.stubEnv('API_ORIGIN', `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`);
  return () => void django.close();
});

type Handlers = Record<'GET' | 'POST', (request: Request) => Promise<Response>>;

const handlers = () => recipe<Handlers>('app/users/[[...path]]/route.ts');

test('the route handler hands on cookies, the CSRF header, the origin and the body', async () => {
  let seen: unknown;
  answer = ({ method, url, headers, body }, response) => {
    const { cookie, origin, 'x-csrftoken': token, 'sec-fetch-site': site, 'content-type': type } = headers;
    seen = { method, url, cookie, origin, token, site, type, body };
    response.writeHead(200, { 'Content-Type': 'application/json' }).end('{"accessToken":"a"}');
  };
  // As Next.js hands it over: jsdom's own Request would drop the headers that only browsers set.
  const headers = {
    cookie: '__Host-csrftoken=c; __Host-Http-refreshtoken=r',
    origin: 'https://app.example.com',
    'x-csrftoken': 'c',
    'sec-fetch-site': 'same-origin',
    'content-type': 'application/json',
    connection: 'keep-alive',
  };
  const body = '{"username":"ada"}';
  const request = new Request('https://app.example.com/users/login/?next=%2F', { method: 'POST', headers, body });
  const response = await (await handlers()).POST(request);
  expect(await response.json()).toEqual({ accessToken: 'a' });
  expect(seen).toEqual({
    method: 'POST',
    url: '/users/login/?next=%2F',
    cookie: '__Host-csrftoken=c; __Host-Http-refreshtoken=r',
    origin: 'https://app.example.com',
    token: 'c',
    site: 'same-origin',
    type: 'application/json',
    body,
  });
});

const cookies = [
  '__Host-Http-refreshtoken=r2; expires=Mon, 30 Nov 2026 10:00:00 GMT; HttpOnly; Path=/; SameSite=Strict; Secure',
  '__Host-csrftoken=c2; expires=Mon, 22 Nov 2027 10:00:00 GMT; Path=/; SameSite=Lax; Secure',
];

test('each Set-Cookie arrives in a line of its own, and nothing of the answer is lost', async () => {
  answer = (_request, response) => {
    response
      .writeHead(401, { 'Set-Cookie': cookies, 'Cache-Control': 'no-store', 'WWW-Authenticate': 'Bearer' })
      .end('{}');
  };
  const response = await (await handlers()).GET(new Request('https://app.example.com/users/token/'));
  expect(response.status).toBe(401);
  expect(response.headers.getSetCookie()).toEqual(cookies);
  expect(response.headers.get('cache-control')).toBe('no-store');
  expect(response.headers.get('www-authenticate')).toBe('Bearer');
});

test('an empty answer stays empty, and a redirect is handed on, not followed', async () => {
  answer = ({ url }, response) => {
    if (url === '/users/logout/') response.writeHead(204).end();
    else response.writeHead(302, { Location: '/elsewhere/' }).end();
  };
  const { POST } = await handlers();
  const post = (path: string) => POST(new Request(`https://app.example.com${path}`, { method: 'POST' }));
  expect((await post('/users/logout/')).status).toBe(204);
  const redirect = await post('/users/old/');
  expect([redirect.status, redirect.headers.get('location')]).toEqual([302, '/elsewhere/']);
});

test('a path cannot name another server', async () => {
  let seen = '';
  answer = ({ url }, response) => {
    seen = url ?? '';
    response.end();
  };
  await (await handlers()).GET(new Request('https://app.example.com//elsewhere.example/users/'));
  expect(seen).toBe('//elsewhere.example/users/');
});

test('an unreachable Django is a 503, which logs no user out', async () => {
  answer = (request) => request.socket.destroy();
  const response = await (await handlers()).POST(
    new Request('https://app.example.com/users/token/', { method: 'POST' }),
  );
  expect([response.status, await response.json()]).toEqual([
    503,
    expect.objectContaining({ code: 'service_unavailable' }),
  ]);
});

type Queries = { queriesOf(client: unknown): QueryClient };

test('the app uses the recipe for TanStack Query as it is written', () => {
  const app = readFileSync(
    join(import.meta.dirname, '..', '..', '..', 'frontend', 'src', 'features', 'session', 'queries.ts'),
    'utf8',
  );
  expect(readFileSync(join(folder, 'queries.ts'), 'utf8')).toBe(app);
});

afterEach(() => vi.useRealTimers());

test.each([
  ['network_error', 3],
  ['throttled', 3],
  ['service_unavailable', 3],
  ['refresh_token_missing', 1],
  ['permission_denied', 1],
  ['superseded', 1],
] as const)('a query that fails with %s is tried %i times in all', async (code, times) => {
  vi.useFakeTimers();
  const { queriesOf } = await recipe<Queries>('queries.ts');
  const nobody = { getState: () => ({ status: 'anonymous', user: null }), subscribe: () => () => undefined };
  // The copy that the recipe has: an error is known by its class.
  const { AuthError } = (await import(join(unpacked, 'dist', 'index.js'))) as typeof import('safejwt-js');
  const queryFn = vi.fn().mockRejectedValue(new AuthError(code));
  const observer = new QueryObserver(queriesOf(nobody), { queryKey: ['orders'], queryFn });
  const stop = observer.subscribe(() => undefined);
  await vi.advanceTimersByTimeAsync(60_000);
  stop();
  expect(observer.getCurrentResult().error).toMatchObject({ code });
  expect(queryFn).toHaveBeenCalledTimes(times);
});

test('the cache is emptied when the person changes, and not when the page finds the same one again', async () => {
  const { queriesOf } = await recipe<Queries>('queries.ts');
  const ada = { status: 'authenticated', user: { id: 1 } };
  let state: { status: string; user: { id: number } | null } = { status: 'unknown', user: null };
  let tell: () => void = () => undefined;
  const subscribe = (listener: () => void) => {
    tell = listener;
    return () => undefined;
  };
  const client = { getState: () => state, subscribe };
  const queryClient = queriesOf(client);
  expect(queriesOf(client)).toBe(queryClient);
  const keptAfter = (next: typeof state) => {
    queryClient.setQueryData(['orders'], 'some');
    state = next;
    tell();
    return queryClient.getQueryData(['orders']) !== undefined;
  };
  expect(keptAfter(ada)).toBe(true);
  expect(keptAfter({ status: 'unknown', user: null })).toBe(true);
  expect(keptAfter({ ...ada })).toBe(true);
  expect(keptAfter({ status: 'authenticated', user: { id: 2 } })).toBe(false);
  expect(keptAfter({ status: 'anonymous', user: null })).toBe(false);
  expect(keptAfter(ada)).toBe(true);
});
