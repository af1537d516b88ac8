// @vitest-environment jsdom
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { type ComponentType, createElement, type FunctionComponent, type ReactNode } from 'react';
import { MemoryRouter, Route, Routes } from 'react-router';
import { afterEach, expect, test, vi } from 'vitest';
import { output, unpacked } from '../places.js';
import { compile, writeFiles } from '../recipes.js';

const { answers, createTestServer } = (await import(
  join(unpacked, 'dist', 'testing', 'index.js')
)) as typeof import('safejwt-js/testing');
const { AuthProvider } = await import(join(unpacked, 'dist', 'react', 'index.js'));

/** Each is compiled as an app of its own. */
const pages = [
  'custom-users',
  'registration',
  'email-login',
  'files',
  'websockets',
  'cross-origin',
  'several-tabs',
  'reauthentication',
  'from-the-2020-guide',
];
const auth = `import { createAuthClient } from 'safejwt-js';
declare module 'safejwt-js' { interface Register { user: { id: number; username: string; email: string } } }
export const client = createAuthClient();`;

test.each(pages)('the files of the page %s are type-correct with the packed package', (page) => {
  const folder = join(output, 'guides', page);
  const files = writeFiles(`${page}.md`, folder);
  if (!files.includes('auth.ts')) writeFileSync(join(folder, 'auth.ts'), auth);
  expect(compile(folder, '../../../../')).toBe('');
});

afterEach(cleanup);

type Client = ReturnType<ReturnType<ReturnType<typeof createTestServer>['browser']>['tab']>['client'];

const tabs: Client[] = [];
Object.assign(globalThis, { tabsOfGuides: tabs });

/** Loads a file of a page in a tab, whose client `auth.ts` then has. */
async function load<T>(page: string, file: string, client: Client): Promise<T> {
  const folder = join(output, 'guides', `${page}-${tabs.push(client)}`);
  writeFiles(`${page}.md`, folder);
  writeFileSync(join(folder, 'auth.ts'), `export const client = globalThis.tabsOfGuides[${tabs.length - 1}];`);
  return (await import(/* @vite-ignore */ join(folder, file))) as T;
}

function show(component: FunctionComponent | ComponentType, client: Client, path = '/'): void {
  render(
    createElement(AuthProvider as FunctionComponent<{ client: Client; children: ReactNode }>, {
      client,
      // biome-ignore lint/correctness/noChildrenProp: its type requires them
      children: createElement(MemoryRouter, { initialEntries: [path] }, createElement(component)),
    }),
  );
}

const fill = (label: string, value: string) => fireEvent.change(screen.getByLabelText(label), { target: { value } });
const press = (name: string) => fireEvent.click(screen.getByRole('button', { name }));

test('a visitor corrects the form of a registration, and is logged in', async () => {
  const server = createTestServer();
  const { client } = server.browser().tab();
  const { RegisterPage } = await load<{ RegisterPage: FunctionComponent }>('registration', 'register-page.tsx', client);
  await client.restore();
  const home = createElement(Route, { path: '/', element: 'Home' });
  const register = createElement(Route, { path: '/register', element: createElement(RegisterPage) });
  show(() => createElement(Routes, null, register, home), client, '/register');
  fill('Username', 'ada');
  fill('Email', 'eve@example.com');
  fill('Password', 'quiet harbor of brass');
  press('Create account');
  await vi.waitFor(() => expect(screen.getAllByRole('alert')[0]?.textContent).not.toBe(''), 10_000);
  fill('Username', 'eve');
  press('Create account');
  await vi.waitFor(() => expect(client.getState().user).toMatchObject({ username: 'eve' }), 10_000);
  await screen.findByText('Home');
});

test('a visitor who has to confirm an address reads that', async () => {
  const server = createTestServer();
  server.network.answer('/users/', answers.json(202, { detail: 'Sent.' }));
  const { client } = server.browser().tab();
  const { RegisterPage } = await load<{ RegisterPage: FunctionComponent }>('registration', 'register-page.tsx', client);
  await client.restore();
  show(RegisterPage, client);
  press('Create account');
  await screen.findByText(/Follow the link/);
});

test('the form of the login by email sends the field of that name', async () => {
  const server = createTestServer();
  const { client } = server.browser().tab();
  const { LoginForm } = await load<{ LoginForm: FunctionComponent }>('email-login', 'login-form.tsx', client);
  await client.restore();
  server.network.answer('/users/login/', async () => server.session('ada'));
  show(LoginForm, client);
  fill('Email', 'ada@example.com');
  fill('Password', 'right');
  press('Log in');
  await vi.waitFor(() => expect(client.getState()).toMatchObject({ status: 'authenticated' }), 10_000);
  const sent = server.network.requests('/users/login/').at(-1)?.body;
  expect(JSON.parse(new TextDecoder().decode(sent))).toEqual({ email: 'ada@example.com', password: 'right' });
});

test('a changed name is shown by all components', async () => {
  const server = createTestServer();
  server.handle('PATCH /api/profile/', (_request, user) => ({ ...user, name: 'Ada L.' }));
  const { client } = server.signIn('ada').tab();
  const { saveName } = await load<{ saveName(name: string): Promise<void> }>('custom-users', 'profile.ts', client);
  const { Greeting } = await load<{ Greeting: FunctionComponent }>('custom-users', 'greeting.tsx', client);
  show(Greeting, client);
  await screen.findByText('Hello ada');
  await saveName('Ada L.');
  await screen.findByText('Hello Ada L.');
});

test('a file is uploaded as a form, and a refused one says why', async () => {
  const server = createTestServer();
  let answer: object = { id: 1, name: 'a.txt' };
  server.handle('POST /api/files/', () => answer);
  const { client } = server.signIn('ada').tab();
  await client.restore();
  const { UploadField } = await load<{ UploadField: FunctionComponent }>('files', 'upload-field.tsx', client);
  show(UploadField, client);
  const choose = () =>
    fireEvent.change(screen.getByLabelText('File'), { target: { files: [new File(['text'], 'a.txt')] } });
  choose();
  await screen.findByRole('button', { name: 'a.txt' });
  expect(new TextDecoder().decode(server.network.requests('/api/files/').at(-1)?.body)).toContain('name="content"');
  answer = Response.json({ content: ['A file may have 20 MB.'] }, { status: 400 });
  choose();
  await screen.findByText('A file may have 20 MB.');
});

test('a private image is fetched with the token, and its memory is freed', async () => {
  const server = createTestServer();
  server.handle('/api/files/1/', () => new Response('pixels', { headers: { 'Content-Type': 'image/png' } }));
  const { client } = server.signIn('ada').tab();
  await client.restore();
  type Image = FunctionComponent<{ path: string; alt: string }>;
  const { PrivateImage } = await load<{ PrivateImage: Image }>('files', 'private-image.tsx', client);
  const freed = vi.fn();
  Object.assign(URL, { createObjectURL: () => 'blob:1', revokeObjectURL: freed });
  const { unmount } = render(createElement(PrivateImage, { path: '/api/files/1/', alt: 'A kettle' }));
  expect((await screen.findByAltText('A kettle')).getAttribute('src')).toBe('blob:1');
  unmount();
  expect(freed).toHaveBeenCalledWith('blob:1');
});

test('a logout in one tab drops what another tab has kept, and says why', async () => {
  const server = createTestServer();
  const browser = server.signIn('ada');
  const [here, there] = [browser.tab().client, browser.tab().client];
  await Promise.all([here.restore(), there.restore()]);
  type OnUserChange = (drop: () => void) => () => void;
  const { onUserChange } = await load<{ onUserChange: OnUserChange }>('several-tabs', 'user-change.ts', here);
  const { LogoutNotice } = await load<{ LogoutNotice: FunctionComponent }>('several-tabs', 'logout-notice.tsx', here);
  const drop = vi.fn();
  onUserChange(drop);
  show(LogoutNotice, here);
  await there.logout();
  await screen.findByText('You have logged out.');
  expect(drop).toHaveBeenCalledTimes(1);
  await there.login({ username: 'bob', password: 'right' });
  await vi.waitFor(() => expect(here.getState().user).toMatchObject({ username: 'bob' }), 10_000);
  expect(drop).toHaveBeenCalledTimes(1);
});

test('an action that needs a recent login asks for the password, again after a wrong one, and is repeated', async () => {
  // jsdom has no modal dialogs.
  Object.assign(HTMLDialogElement.prototype, { showModal: (_: unknown) => undefined });
  const server = createTestServer();
  server.handle('POST /api/pay/', () => ({ paid: true }), { recentAuthentication: true });
  type Dialog = { PasswordDialog: FunctionComponent; askForPassword(): Promise<boolean> };
  let file: Dialog | undefined;
  const onReauthenticationRequired = async () => (await file?.askForPassword()) ?? false;
  const { client } = server.signIn('ada').tab({ onReauthenticationRequired });
  file = await load<Dialog>('reauthentication', 'src/password-dialog.tsx', client);
  await client.restore();
  show(file.PasswordDialog, client);
  await server.clock.advance(3600);
  const pay = () => client.request('/api/pay/', { method: 'POST' }).catch((error: { code: string }) => error.code);
  const paid = pay();
  const type = async (value: string) =>
    fireEvent.change(await screen.findByLabelText('Password'), { target: { value } });
  const confirm = () => fireEvent.click(screen.getByText('Confirm'));
  await type('wrong');
  confirm();
  await vi.waitFor(() => expect(screen.getByText(/./, { selector: '[role=alert]' })).toBeTruthy(), 10_000);
  await type('right');
  confirm();
  expect(await paid).toEqual({ paid: true });
  await server.clock.advance(3600);
  const refused = pay();
  await screen.findByLabelText('Password');
  fireEvent.click(screen.getByText('Cancel'));
  expect(await refused).toBe('reauthentication_required');
  const left = pay();
  await screen.findByLabelText('Password');
  cleanup();
  expect(await left).toBe('reauthentication_required');
});
