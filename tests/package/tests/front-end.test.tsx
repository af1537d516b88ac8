// @vitest-environment jsdom
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer as createDjango, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { cleanup, fireEvent, screen } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import { output, unpacked } from '../places.js';
import { compile, writeFiles } from '../recipes.js';

const page = '../start/front-end.md';
const folder = join(output, 'front-end');
const files = writeFiles(page, folder);
const { createTestServer } = (await import(
  join(unpacked, 'dist', 'testing', 'index.js')
)) as typeof import('safejwt-js/testing');

afterEach(() => {
  cleanup();
  vi.resetModules();
});

test('the files of the page are type-correct with the packed package', () => {
  expect(files).toEqual(expect.arrayContaining(['vite.config.ts', 'src/main.tsx', 'src/loader.ts']));
  expect(compile(folder)).toBe('');
});

const hello = (_request: unknown, user: object) => ({ hello: 'username' in user && user.username });

let opened = 0;

/** Opens the app of the page at a path, with the client of a tab. */
async function open(path: string, browser: { tab(): { client: unknown } }, script = 'main.tsx') {
  const app = join(output, `front-end-${opened++}`);
  writeFiles(page, app);
  const { client } = browser.tab();
  Object.assign(globalThis, { clientOfThePage: client });
  writeFileSync(join(app, 'src', 'auth.ts'), 'export const client = globalThis.clientOfThePage;');
  history.replaceState(null, '', path);
  document.body.innerHTML = '<div id="root"></div>';
  return (await import(/* @vite-ignore */ join(app, 'src', script))) as Record<string, unknown>;
}

function fill(label: string, value: string): void {
  fireEvent.change(screen.getByLabelText(label), { target: { value } });
}

test('a visitor logs in, comes back to the page they wanted, and logs out', async () => {
  const server = createTestServer();
  server.handle('/api/hello/', hello);
  await open('/?from=email', server.browser());
  await screen.findByLabelText('Username');
  expect(location.pathname + location.search).toBe('/login?next=%2F%3Ffrom%3Demail');
  fill('Username', 'ada');
  fill('Password', 'wrong');
  fireEvent.click(screen.getByRole('button', { name: 'Log in' }));
  await vi.waitFor(() => expect(screen.getByRole('alert').textContent).not.toBe(''), 10_000);
  fill('Password', 'right');
  fireEvent.click(screen.getByRole('button', { name: 'Log in' }));
  await screen.findByText('Hello ada');
  expect(location.pathname + location.search).toBe('/?from=email');
  fireEvent.click(screen.getByRole('button', { name: 'Log out' }));
  await screen.findByLabelText('Username');
  expect(server.sessionCount('ada')).toBe(0);
});

test('a user who is logged in sees the page at once, also after the access token has expired', async () => {
  const server = createTestServer();
  server.handle('/api/hello/', hello);
  const browser = server.signIn('ada');
  await server.clock.advance(600);
  await open('/', browser);
  await screen.findByText('Hello ada');
});

test('an unreachable server logs no user out, and the page says why it is empty', async () => {
  const server = createTestServer();
  const browser = server.signIn('ada');
  server.network.goOffline();
  await open('/', browser);
  await screen.findByText(/does not answer/);
  expect(location.pathname).toBe('/');
});

test('the loader of the page leads visitors to the login, and loads for users', async () => {
  const server = createTestServer();
  server.handle('/api/orders/', () => [{ title: 'A kettle' }]);
  type Loader = (options: { request: Request }) => Promise<unknown>;
  const request = new Request('http://localhost/orders?page=2');
  const visitors = (await open('/', server.browser(), 'loader.ts')).ordersLoader as Loader;
  const answer = await visitors({ request }).catch((error: unknown) => error);
  expect((answer as Response).headers.get('location')).toBe('/login?next=%2Forders%3Fpage%3D2');
  const users = (await open('/', server.signIn('ada'), 'loader.ts')).ordersLoader as Loader;
  expect(await users({ request })).toEqual([{ title: 'A kettle' }]);
});

test('Vite hands on the Host and the Origin of the browser, as Django compares them', async () => {
  let seen: IncomingHttpHeaders = {};
  const django = createDjango(({ headers }, response) => {
    seen = headers;
    response.end('{}');
  });
  await new Promise<void>((resolve) => django.listen(0, '127.0.0.1', resolve));
  const { port } = django.address() as AddressInfo;
  const text = readFileSync(join(folder, 'vite.config.ts'), 'utf8');
  const configFile = join(folder, 'vite.test.config.ts');
  writeFileSync(configFile, text.replace('localhost:8000', `127.0.0.1:${port}`));
  const { createServer } = await import('vite');
  const vite = await createServer({ configFile, root: folder, logLevel: 'silent', server: { port: 0 } });
  try {
    await vite.listen();
    const own = new URL(vite.resolvedUrls?.local[0] ?? '').host;
    const { status } = await fetch(`http://${own}/users/csrf/`, { headers: { Origin: `http://${own}` } });
    expect([status, seen.host, seen.origin]).toEqual([200, own, `http://${own}`]);
  } finally {
    await vite.close();
    django.close();
  }
});

test('the page on existing projects has the same proxy', () => {
  const existing = join(output, 'existing');
  writeFiles('../start/existing-project.md', existing);
  const read = (name: string) => readFileSync(join(name, 'vite.config.ts'), 'utf8');
  expect(read(existing)).toBe(read(folder));
});
