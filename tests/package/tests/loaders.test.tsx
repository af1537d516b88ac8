// @vitest-environment jsdom
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { createElement, type FunctionComponent } from 'react';
import { afterEach, expect, test, vi } from 'vitest';
import { output, unpacked } from '../places.js';
import { compile, writeFiles } from '../recipes.js';

const { answers, createTestServer } = (await import(
  join(unpacked, 'dist', 'testing', 'index.js')
)) as typeof import('safejwt-js/testing');
const { AuthProvider } = await import(join(unpacked, 'dist', 'react', 'index.js'));

/** The app that has followed the page after the one on the front end. */
function write(folder: string): string {
  writeFiles('../start/front-end.md', folder);
  writeFiles('loaders.md', folder);
  return folder;
}

test('the files of the page are type-correct with the packed package', () => {
  expect(compile(write(join(output, 'loaders')))).toBe('');
});

type Server = ReturnType<typeof createTestServer>;
type Client = ReturnType<ReturnType<Server['browser']>['tab']>['client'];
const opened: Client[] = [];
Object.assign(globalThis, { clientsOfLoaders: opened });

afterEach(cleanup);

function createShop(): Server {
  const server = createTestServer();
  server.handle('/api/orders/', () => [{ id: 1, title: 'A kettle', done: false }]);
  return server;
}

async function open(path: string, client: Client): Promise<void> {
  const folder = write(join(output, `loaders-${opened.push(client)}`));
  writeFileSync(
    join(folder, 'src', 'auth.ts'),
    `export const client = globalThis.clientsOfLoaders[${opened.length - 1}];`,
  );
  history.replaceState(null, '', path);
  const { router } = await import(/* @vite-ignore */ join(folder, 'src', 'router.ts'));
  const { RouterProvider } = await import('react-router');
  const pages = createElement(RouterProvider, { router });
  render(createElement(AuthProvider as FunctionComponent<{ client: Client }>, { client }, pages));
}

const press = async (name: string) => fireEvent.click(await screen.findByRole('button', { name }));

test('a visitor logs in and sees the list; a logout in another tab leads to the login', async () => {
  const browser = createShop().browser();
  await open('/orders', browser.tab().client);
  fireEvent.change(await screen.findByLabelText('Username'), { target: { value: 'ada' } });
  expect(location.search).toBe('?next=%2Forders');
  fireEvent.change(screen.getByLabelText('Password'), { target: { value: 'right' } });
  await press('Log in');
  await screen.findByText('Orders of ada');
  const other = browser.tab().client;
  await other.restore();
  await other.logout();
  await screen.findByLabelText('Username');
});

test('a change is shown at once, and disappears with the reason when the server refuses it', async () => {
  const server = createShop();
  const refusal = answers.json(409, { code: 'sold_out', detail: 'It is sold out.' });
  server.network.answer('/api/orders/1/', refusal);
  const held = server.network.hold('/api/orders/1/');
  await open('/orders', server.signIn('ada').tab().client);
  await press('Finish');
  await screen.findByRole('button', { name: 'Reopen' });
  held.release();
  await screen.findByText('It is sold out.');
  await screen.findByRole('button', { name: 'Finish' });
});

test.each([
  ['does not respond', answers.networkError],
  ['is behind a proxy that does', answers.html(502)],
])('a server that %s has an error page, which loads again', async (_name, answer) => {
  vi.spyOn(console, 'error').mockReturnValue();
  const server = createShop();
  server.network.answer('/api/orders/', answer);
  await open('/orders', server.signIn('ada').tab().client);
  await screen.findByText('The server does not answer.');
  await press('Try again');
  await screen.findByText('Orders of ada');
});

test('the error page goes away when the client has reached the server again', async () => {
  vi.spyOn(console, 'error').mockReturnValue();
  const server = createShop();
  const browser = server.signIn('ada');
  server.network.goOffline();
  await open('/orders', browser.tab().client);
  await screen.findByText('The server does not answer.');
  server.network.goOnline();
  // React Router resets the page of a failure only if React has shown that it loads again.
  const held = server.network.hold('/api/orders/');
  await server.clock.advance(60);
  await vi.waitFor(() => expect(screen.getByRole('button')).toHaveProperty('disabled', true), 10_000);
  held.release();
  await screen.findByText('Orders of ada');
});
