import { expect, test } from '@jest/globals';
import { createAllauthClient } from 'safejwt-js/allauth';
import { getPasskey, isPasskeyError } from 'safejwt-js/passkeys';
import { createTestServer } from 'safejwt-js/testing';

const reply = (status, body) => Response.json({ status, ...body }, { status });

test('a user logs in with a second factor of django-allauth', async () => {
  const server = createTestServer();
  const flows = [{ id: 'mfa_authenticate', is_pending: true, types: ['totp'] }];
  const pending = () => reply(401, { data: { flows }, meta: { is_authenticated: false, session_token: 'flow' } });
  server.handle('/_allauth/app/v1/auth/login', pending, { isPublic: true });
  const finish = async ({ headers }) => {
    expect(headers.get('X-Session-Token')).toBe('flow');
    return reply(200, { meta: { is_authenticated: true, access_token: await server.session('ada').json() } });
  };
  server.handle('/_allauth/app/v1/auth/2fa/authenticate', finish, { isPublic: true });
  const { client } = server.browser().tab();
  const allauth = createAllauthClient(client);
  const login = { email: 'ada@example.org', password: 'right' };
  expect(await allauth.login(login)).toMatchObject({ step: 'mfa_authenticate', types: ['totp'] });
  expect(await allauth.authenticate('123456')).toMatchObject({ step: 'done', user: { username: 'ada' } });
  expect(client.getState()).toMatchObject({ status: 'authenticated' });
});

test('there are no passkeys in Jest, and a component that asks for one is told so', async () => {
  const error = await getPasskey({ challenge: 'abc' }).catch((reason) => reason);
  expect(isPasskeyError(error) && error.code).toBe('unsupported');
});
