import { describe, expect, test, vi } from 'vitest';
import { openApp, openSignedInApp } from '../support/app.js';
import { failing, json } from '../support/fake-server.js';

const required = failing(403, 'reauthentication_required');

/** The user enters the right password. */
function answering(outcome: boolean) {
  return vi.fn(async () => outcome);
}

describe('a request that requires a recent login', () => {
  test('is repeated after the user has entered the password', async () => {
    const onReauthenticationRequired = vi.fn(async () => {
      await client.reauthenticate('right');
      return true;
    });
    const { client, server } = await openSignedInApp({ client: { onReauthenticationRequired } });
    const before = await client.getAccessToken();
    server.plan('/users/account/', required);
    const response = await client.fetch('/users/account/', { method: 'DELETE' });
    expect(response.status).toBe(204);
    expect(onReauthenticationRequired).toHaveBeenCalledOnce();
    const [first, second] = server.requests('/users/account/').map(({ headers }) => headers.get('Authorization'));
    expect(first).toBe(`Bearer ${before}`);
    // The current token contained the time of the login.
    expect(second).not.toBe(first);
    expect(second).toBe(`Bearer ${await client.getAccessToken()}`);
  });

  test('is repeated with a new token after a step-up of another kind', async () => {
    const { client, server } = await openSignedInApp({ client: { onReauthenticationRequired: answering(true) } });
    const before = await client.getAccessToken();
    server.plan('/api/', required);
    await client.fetch('/api/');
    const [first, second] = server.requests('/api/').map(({ headers }) => headers.get('Authorization'));
    expect(first).toBe(`Bearer ${before}`);
    expect(second).not.toBe(first);
    expect(server.count('/users/token/')).toBe(2);
  });

  test('needs no other token when the step-up has already refreshed', async () => {
    const onReauthenticationRequired = vi.fn(async () => (await client.refresh()) !== null);
    const { client, server } = await openSignedInApp({ client: { onReauthenticationRequired } });
    server.plan('/api/', required);
    expect((await client.fetch('/api/')).status).toBe(200);
    expect(server.count('/users/token/')).toBe(2);
  });

  test('shares one new token among all requests that wait', async () => {
    const { client, server } = await openSignedInApp({ client: { onReauthenticationRequired: answering(true) } });
    const paths = ['/users/a/', '/users/b/', '/users/c/'];
    for (const path of paths) server.plan(path, required);
    await Promise.all(paths.map((path) => client.fetch(path)));
    expect(server.count('/users/token/')).toBe(2);
  });

  test('is repeated with the same body', async () => {
    const { client, server } = await openSignedInApp({ client: { onReauthenticationRequired: answering(true) } });
    server.plan('/users/email/change/', required);
    await client.request('email/change/', { body: { email: 'ada@example.net' } });
    const bodies = server.requests('/users/email/change/').map(({ body }) => new TextDecoder().decode(body));
    expect(bodies).toEqual(Array(2).fill('{"email":"ada@example.net"}'));
  });

  test('asks once for all requests that wait', async () => {
    const onReauthenticationRequired = answering(true);
    const { client, server } = await openSignedInApp({ client: { onReauthenticationRequired } });
    const paths = ['/users/a/', '/users/b/', '/users/c/'];
    for (const path of paths) server.plan(path, required);
    const responses = await Promise.all(paths.map((path) => client.fetch(path)));
    expect(responses.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(onReauthenticationRequired).toHaveBeenCalledOnce();
  });

  test('asks again the next time', async () => {
    const onReauthenticationRequired = answering(true);
    const { client, server } = await openSignedInApp({ client: { onReauthenticationRequired } });
    server.plan('/api/', required);
    await client.fetch('/api/');
    server.plan('/api/', required);
    await client.fetch('/api/');
    expect(onReauthenticationRequired).toHaveBeenCalledTimes(2);
  });

  test('returns the 403 when the user declines, or no question is configured', async () => {
    for (const options of [{ onReauthenticationRequired: answering(false) }, {}]) {
      const { client, server } = await openSignedInApp({ client: options });
      server.plan('/users/account/', required);
      await expect(client.request('account/', { method: 'DELETE' })).rejects.toMatchObject({
        code: 'reauthentication_required',
        status: 403,
      });
      expect(server.count('/users/account/')).toBe(1);
    }
  });

  test('is repeated once only', async () => {
    const onReauthenticationRequired = answering(true);
    const { client, server } = await openSignedInApp({ client: { onReauthenticationRequired } });
    server.plan('/api/', required, required);
    expect((await client.fetch('/api/')).status).toBe(403);
    expect(onReauthenticationRequired).toHaveBeenCalledOnce();
  });

  test('is not repeated for a different user', async () => {
    const onReauthenticationRequired = vi.fn(async () => {
      await client.login({ username: 'bob', password: 'right' });
      return true;
    });
    const { client, server } = await openSignedInApp({ client: { onReauthenticationRequired } });
    server.plan('/users/account/', required);
    await expect(client.fetch('/users/account/', { method: 'DELETE' })).rejects.toMatchObject({ code: 'superseded' });
    expect(server.count('/users/account/')).toBe(1);
  });

  test('with a stream as body rejects, and the caller sends a new stream', async () => {
    const { client, server } = await openSignedInApp({ client: { onReauthenticationRequired: answering(true) } });
    server.plan('/api/', required);
    const init = { method: 'POST', body: new Blob(['x']).stream(), duplex: 'half' } as RequestInit;
    await expect(client.fetch('/api/', init)).rejects.toMatchObject({ code: 'body_not_replayable' });
  });

  test('that is aborted during the question rejects at once', async () => {
    const controller = new AbortController();
    const onReauthenticationRequired = () => new Promise<boolean>(() => controller.abort());
    const { client, server } = await openSignedInApp({ client: { onReauthenticationRequired } });
    server.plan('/api/', required);
    await expect(client.fetch('/api/', { signal: controller.signal })).rejects.toThrow('abort');
    expect(server.count('/api/')).toBe(1);
  });

  test('ends when a different user or no user is signed in, whatever the answer', async () => {
    const onReauthenticationRequired = vi.fn(() => new Promise<boolean>(() => undefined));
    const { client, server } = await openSignedInApp({ client: { onReauthenticationRequired } });
    server.plan('/api/', required, required);
    const waiting = expect(client.fetch('/api/')).rejects.toMatchObject({ code: 'superseded' });
    await vi.waitFor(() => expect(onReauthenticationRequired).toHaveBeenCalledOnce(), 10_000);
    await client.logout();
    await waiting;
    // The next user gets a question of their own, and does not wait for the previous one.
    await client.login({ username: 'bob', password: 'right' });
    void client.fetch('/api/').catch(() => undefined);
    await vi.waitFor(() => expect(onReauthenticationRequired).toHaveBeenCalledTimes(2), 10_000);
  });

  test('continues to wait when the same user has logged in again', async () => {
    let answer = (_: boolean) => {};
    const onReauthenticationRequired = vi.fn(() => new Promise<boolean>((resolve) => (answer = resolve)));
    const { client, server } = await openSignedInApp({ client: { onReauthenticationRequired } });
    server.plan('/api/', required);
    const waiting = client.fetch('/api/');
    await vi.waitFor(() => expect(onReauthenticationRequired).toHaveBeenCalledOnce(), 10_000);
    await client.login({ username: 'ada', password: 'right' });
    answer(true);
    expect((await waiting).status).toBe(200);
  });

  test('no question follows other refusals', async () => {
    const onReauthenticationRequired = answering(true);
    const { client, server } = await openSignedInApp({ client: { onReauthenticationRequired } });
    server.plan('/api/', failing(403, 'permission_denied'));
    expect((await client.fetch('/api/')).status).toBe(403);
    expect(onReauthenticationRequired).not.toHaveBeenCalled();
  });
});

describe('reauthenticate', () => {
  test('gets a new token, which contains its time', async () => {
    const { client, server } = await openSignedInApp();
    const token = await client.getAccessToken();
    await client.reauthenticate('right');
    expect(await client.getAccessToken()).not.toBe(token);
    expect(server.count('/users/token/')).toBe(2);
  });

  test('with a wrong password changes nothing', async () => {
    const { client, server } = await openSignedInApp();
    const token = await client.getAccessToken();
    server.plan('/users/reauthenticate/', failing(401, 'invalid_credentials'));
    await expect(client.reauthenticate('wrong')).rejects.toMatchObject({ code: 'invalid_credentials' });
    expect(await client.getAccessToken()).toBe(token);
    expect(client.getState().status).toBe('authenticated');
  });
});

describe('a registration that requires a confirmed email address', () => {
  test('does not sign in a user', async () => {
    const { client, server } = openApp();
    await client.restore();
    const before = client.getState();
    server.plan('/users/', () => json(202, { detail: 'Check your email.' }));
    expect(await client.register({ username: 'ada', email: 'ada@example.org', password: 'right' })).toBeNull();
    expect(client.getState()).toBe(before);
    await client.login({ username: 'ada', password: 'right' });
    expect(client.getState().status).toBe('authenticated');
  });

  test('does not change the signed-in user', async () => {
    const { client, server } = await openSignedInApp();
    server.plan('/users/', () => json(202, { detail: 'Check your email.' }));
    await client.register({ username: 'bob' });
    expect(client.getState().user?.username).toBe('ada');
    expect((await client.fetch('/api/')).status).toBe(200);
  });
});
