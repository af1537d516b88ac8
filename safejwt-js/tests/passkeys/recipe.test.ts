import { expect, test, vi } from 'vitest';
import { createTestServer } from '../../testing/index.js';
import { logInWithPasskey, upgradeToPasskey } from '../recipes/passkeys.js';
import { createdJSON, creation, openCredentials, request, usedJSON } from '../support/credentials.js';
import { openPage } from '../support/page.js';

const bodyOf = (body: Uint8Array | undefined) => JSON.parse(new TextDecoder().decode(body)) as unknown;

test('a user logs in with a passkey at any server', async () => {
  openPage();
  openCredentials({ answers: true });
  const server = createTestServer();
  server.handle('GET /users/passkeys/login/', () => request, { isPublic: true });
  server.handle('POST /users/passkeys/login/', () => server.session('ada'), { isPublic: true });
  const { client } = server.browser().tab();
  expect(await logInWithPasskey(client)).toMatchObject({ user: { username: 'ada' } });
  expect(bodyOf(server.network.requests('/users/passkeys/login/').at(-1)?.body)).toEqual(usedJSON);
});

test.each([
  [200, []],
  [400, [{ rpId: 'app.example', credentialId: createdJSON.id }]],
])('a login with a password gets a passkey silently: %i', async (status, signals) => {
  openPage();
  const signalUnknownCredential = vi.fn(async () => undefined);
  openCredentials({ answers: true, platform: { signalUnknownCredential } });
  const server = createTestServer();
  server.handle('GET /users/passkeys/', () => creation);
  server.handle('POST /users/passkeys/', () => Response.json({}, { status }));
  const { client } = server.signIn('ada').tab();
  await client.restore();
  await upgradeToPasskey(client);
  expect(bodyOf(server.network.requests('/users/passkeys/').at(-1)?.body)).toEqual(createdJSON);
  expect(signalUnknownCredential.mock.calls.flat()).toEqual(signals);
});

test('a browser that cannot do that asks nothing of the user or of the server', async () => {
  openPage();
  const { calls } = openCredentials({ capabilities: {} });
  const server = createTestServer();
  server.handle('/users/passkeys/', () => creation);
  const { client } = server.signIn('ada').tab();
  await client.restore();
  await upgradeToPasskey(client);
  expect([calls, server.network.requests('/users/passkeys/').length]).toEqual([[], 1]);
});
