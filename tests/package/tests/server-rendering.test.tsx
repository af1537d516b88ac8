// @vitest-environment jsdom
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import type { ComponentType, ReactNode } from 'react';
import { createStaticHandler } from 'react-router';
import { beforeAll, expect, test, vi } from 'vitest';
import { writeNext } from '../next.js';
import { output, unpacked } from '../places.js';
import { compile, writeFiles } from '../recipes.js';

const folder = join(output, 'server-rendering');
const files = writeFiles('server-rendering.md', folder);
writeNext(folder);

const dist = join(unpacked, 'dist');
const { AuthProvider } = (await import(join(dist, 'react', 'index.js'))) as typeof import('safejwt-js/react');
const { createTestServer } = (await import(join(dist, 'testing', 'index.js'))) as typeof import('safejwt-js/testing');

type Browser = ReturnType<ReturnType<typeof createTestServer>['browser']>;

/** One of the files of the page, loaded. */
async function load<T>(path: string): Promise<T> {
  return (await import(/* @vite-ignore */ join(folder, path))) as T;
}

test('the files of the page are type-correct with the packed package', () => {
  expect(files).toContain('app/forward.ts');
  expect(compile(folder)).toBe('');
});

test('what Next.js renders on the server can be imported there', async () => {
  const { Session } = await load<{ Session: unknown }>('app/session.tsx');
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

/** Opens one of the pages in a tab, at a path, and returns where the router of Next.js was sent. */
function open(browser: Browser, path: string, page: ReactNode): string[] {
  const visited: string[] = [];
  Object.assign(globalThis, { router: { replace: (href: string) => visited.push(href) } });
  history.replaceState(null, '', path);
  const { client } = browser.tab();
  render(<AuthProvider client={client}>{page}</AuthProvider>);
  return visited;
}

test('a visitor of a protected page is sent to the login, and from there back to it', async () => {
  const { Private } = await load<Record<'Private', ComponentType<{ children: ReactNode }>>>('app/private.tsx');
  const { default: LoginPage } = await load<{ default: ComponentType }>('app/login/page.tsx');
  const browser = createTestServer().browser();
  const visited = open(browser, '/orders?page=2', <Private>secret</Private>);
  await vi.waitFor(() => expect(visited).toEqual(['/login?next=%2Forders%3Fpage%3D2']), 10_000);
  expect(screen.queryByText('secret')).toBeNull();
  const back = open(browser, visited[0] ?? '', <LoginPage />);
  fireEvent.change(await screen.findByLabelText('Username'), { target: { value: 'ada' } });
  fireEvent.change(screen.getByLabelText('Password'), { target: { value: 'right' } });
  fireEvent.click(screen.getByRole('button', { name: 'Log in' }));
  await vi.waitFor(() => expect(back).toEqual(['/orders?page=2']), 10_000);
  await screen.findByText('secret');
  cleanup();
});

interface ProxyFile {
  proxy: (request: { url: string; nextUrl: URL; cookies: { getAll: () => { name: string }[] } }) => Response;
}

test.each(['session-hint', '__Host-session-hint'])(
  'a browser with the cookie %s may see a protected page',
  async (name) => {
    const { proxy } = await load<ProxyFile>('proxy.ts');
    const url = 'https://app.example.com/orders?page=2';
    const ask = (names: string[]) =>
      proxy({ url, nextUrl: new URL(url), cookies: { getAll: () => names.map((one) => ({ name: one })) } });
    expect(ask(['__Host-csrftoken', name]).headers.get('x-middleware-next')).toBe('1');
    expect(ask(['__Host-csrftoken']).headers.get('location')).toBe(
      'https://app.example.com/login?next=%2Forders%3Fpage%3D2',
    );
  },
);

type RouteFunction = (options: { request: Request }) => Promise<Response>;
type Handlers = Record<'GET' | 'POST', (request: Request) => Promise<Response>>;

const handlers = () => load<Handlers>('app/users/[[...path]]/route.ts');

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

test('React Router hands on the requests and the cookies of the API', async () => {
  let seen: unknown;
  answer = ({ method, url, headers, body }, response) => {
    seen = { method, url, cookie: headers.cookie, token: headers['x-csrftoken'], body };
    response.writeHead(200, { 'Set-Cookie': cookies, 'Content-Type': 'application/json' }).end('{"accessToken":"a"}');
  };
  const { loader, action } = await load<Record<'loader' | 'action', RouteFunction>>('app/routes/django.ts');
  const handler = createStaticHandler([{ path: '/users/*', loader, action }]);
  const headers = { cookie: '__Host-csrftoken=c', 'x-csrftoken': 'c', 'content-type': 'application/json' };
  const request = new Request('https://app.example.com/users/token/', { method: 'POST', headers, body: '{}' });
  const response = (await handler.queryRoute(request)) as Response;
  expect(response.headers.getSetCookie()).toEqual(cookies);
  expect(seen).toEqual({ method: 'POST', url: '/users/token/', cookie: '__Host-csrftoken=c', token: 'c', body: '{}' });
  expect(
    await ((await handler.queryRoute(new Request('https://app.example.com/users/csrf/'))) as Response).json(),
  ).toEqual({
    accessToken: 'a',
  });
});

test('a route handler of the app asks the API with the credentials of its caller', async () => {
  const { GET } = await load<Handlers>('app/report/route.ts');
  const headers = { authorization: 'Bearer a', cookie: '__Host-csrftoken=c', 'x-csrftoken': 'c' };
  const ask = () => GET(new Request('https://app.example.com/report', { headers }));
  let seen: unknown;
  answer = ({ url, headers: { authorization, cookie, 'x-csrftoken': token } }, response) => {
    seen = { url, authorization, cookie, token };
    response.writeHead(200, { 'Content-Type': 'application/json' }).end('{"username":"ada"}');
  };
  expect(await (await ask()).json()).toEqual({ report: 'The orders of ada' });
  expect(seen).toEqual({ url: '/users/auth/', authorization: 'Bearer a', cookie: '__Host-csrftoken=c', token: 'c' });
  answer = (_request, response) => void response.writeHead(401).end('{"code":"access_token_expired"}');
  const refused = await ask();
  expect([refused.status, await refused.json()]).toEqual([401, { code: 'access_token_expired' }]);
});
