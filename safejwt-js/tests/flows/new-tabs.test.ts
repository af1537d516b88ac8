import { expect, test } from 'vitest';
import { createTestServer, type TestServer } from '../../testing/index.js';

const token = '/users/token/';
const ada = { username: 'ada', password: 'right' };
const hour = 3_600_000;

/** Runs `work` while a second passes. */
async function finish<T>({ clock }: TestServer, work: Promise<T>): Promise<T> {
  work.catch(() => undefined);
  await clock.advance(1);
  return work;
}

/** A tab in which ada has logged in longer ago than a token's lifetime, and a newer tab. */
async function openAfterLogin({ endSessions = false } = {}) {
  const server = createTestServer();
  const browser = server.browser();
  const old = browser.tab();
  await finish(server, old.client.login(ada));
  await server.clock.advance(400);
  if (endSessions) server.endSessions('ada');
  const newcomer = browser.tab();
  await finish(server, newcomer.client.restore());
  return { server, old: old.client, newcomer: newcomer.client };
}

test('a session restored by a new tab saves the tab of the login a request', async () => {
  const { server, old, newcomer } = await openAfterLogin();
  expect(await finish(server, old.getAccessToken())).toBe(await newcomer.getAccessToken());
  expect(server.network.requests(token)).toHaveLength(1);
});

test("a refusal of a new tab's refresh signs out the tab of the login, with its reason", async () => {
  const { old, newcomer } = await openAfterLogin({ endSessions: true });
  for (const client of [old, newcomer]) expect(client.getState()).toMatchObject({ reason: 'session_revoked' });
});

test("a login in a new tab reaches a signed-out tab, even after the device's time was set back", async () => {
  const server = createTestServer();
  const browser = server.browser();
  let offset = 0;
  const now = () => server.clock.now() + offset;
  const old = browser.tab({ now });
  await finish(server, old.client.login(ada));
  await finish(server, old.client.logout());
  offset = -hour;
  const newcomer = browser.tab({ now });
  await server.clock.advance(1);
  await finish(server, newcomer.client.login(ada));
  expect(old.client.getState()).toMatchObject({ status: 'authenticated' });
});

test("a tab that learns the epoch's number during a refresh repeats it, and rejects no request", async () => {
  const server = createTestServer();
  const browser = server.browser();
  const old = browser.tab();
  await finish(server, old.client.login(ada));
  await server.clock.advance(400);
  server.handle('/api/', () => ({}));
  Object.assign(browser.channels, { delay: 80 });
  server.network.delay = 0.3;
  const request = browser.tab().client.fetch('http://localhost/api/');
  await server.clock.advance(3);
  expect((await request).status).toBe(200);
});

test('tabs that share no tokens share a changed profile', async () => {
  const server = createTestServer();
  const browser = server.signIn('ada');
  const [first, second] = [browser.tab({ shareTokens: false }), browser.tab({ shareTokens: false })];
  await finish(server, Promise.all([first.client.restore(), second.client.restore()]));
  const before = await second.client.getAccessToken();
  first.client.setUser({ id: 1, username: 'ada', email: 'new@example.org' });
  await server.clock.advance(0);
  expect(second.client.getState().user?.email).toBe('new@example.org');
  expect(await second.client.getAccessToken()).toBe(before);
  expect(JSON.stringify(browser.channels.said)).not.toContain(before);
});

test('a late message without a token ends no request of a tab that is refreshing', async () => {
  const server = createTestServer();
  const browser = server.browser();
  server.handle('/api/', () => ({}));
  const first = browser.tab({ shareTokens: false });
  await finish(server, first.client.login(ada));
  Object.assign(browser.channels, { delay: 150 });
  server.network.delay = 0.3;
  const request = browser.tab({ shareTokens: false }).client.fetch('http://localhost/api/');
  await server.clock.advance(3);
  expect((await request).status).toBe(200);
});

test.each([
  ['logs a user in when the session has ended', 'anonymous'],
  ['logs a different user in when a user is signed in', 'authenticated'],
])('the login of a listener that %s is the last message in all tabs', async (_name, status) => {
  const server = createTestServer();
  const browser = status === 'anonymous' ? server.signIn('ada') : server.browser();
  const [first, second] = [browser.tab(), browser.tab()];
  await finish(server, Promise.all([first.client.restore(), second.client.restore()]));
  const stop = first.client.subscribe(() => {
    if (first.client.getState().status !== status) return;
    stop();
    first.client.login({ username: 'bob', password: 'right' }).catch(() => undefined);
  });
  await finish<unknown>(server, status === 'anonymous' ? first.client.logout() : first.client.login(ada));
  await server.clock.advance(1);
  for (const { client } of [first, second]) expect(client.getState().user?.username).toBe('bob');
  const outdated = browser.channels.said.filter(({ data }) => {
    const { type, epoch, answer } = data as { type: string; epoch: number; answer?: { user: { username: string } } };
    return epoch === lastEpoch(browser.channels.said) && (type === 'end' || answer?.user.username === 'ada');
  });
  expect(outdated).toEqual([]);
});

function lastEpoch(said: readonly { readonly data: unknown }[]): number {
  return Math.max(...said.map(({ data }) => (data as { epoch?: number }).epoch ?? 0));
}

test('a profile that cannot be posted to the other tabs changes nothing here', async () => {
  const server = createTestServer();
  const { client } = server.signIn('ada').tab();
  await finish(server, client.restore());
  const state = client.getState();
  const broken = { id: 1, username: 'ada', email: 'new@example.org', greet: () => 'hello' };
  expect(() => client.setUser(broken)).toThrow(/clone/);
  expect(client.getState()).toBe(state);
});
