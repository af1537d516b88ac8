import { describe, expect, test, vi } from 'vitest';
import { nothingPending, ok, openAllauth, reauthenticationRequired, reply } from '../support/fake-allauth.js';

const authenticated = () => reply(200, { meta: { is_authenticated: true } });
const flows = [{ id: 'reauthenticate' }, { id: 'mfa_reauthenticate', types: ['totp'] }];

test('the user is asked once for all requests that wait, which are then repeated', async () => {
  const onReauthenticationRequired = vi.fn(async () => true);
  const { allauth, plan, sent } = await openAllauth({ signedIn: true, onReauthenticationRequired });
  plan('DELETE account/authenticators/totp', reauthenticationRequired(), ok());
  plan('POST account/authenticators/recovery-codes', reauthenticationRequired(), ok({ type: 'recovery_codes' }));
  await Promise.all([allauth.totp.deactivate(), allauth.recoveryCodes.generate()]);
  expect(onReauthenticationRequired.mock.calls).toEqual([[flows]]);
  expect(sent()).toHaveLength(4);
});

test.each([
  ['without a function that asks', undefined],
  ['that the user declines', async () => false],
])('a requirement %s is an error with the flows', async (_name, ask) => {
  const { allauth, plan, received } = await openAllauth({
    signedIn: true,
    ...(ask && { onReauthenticationRequired: ask }),
  });
  plan('DELETE account/authenticators/totp', reauthenticationRequired());
  await expect(allauth.totp.deactivate()).rejects.toMatchObject({
    code: 'reauthentication_required',
    status: 401,
    cause: { data: { flows } },
  });
  expect(received).toHaveLength(1);
});

test('a failure of that function is the failure of the request', async () => {
  const closed = new Error('closed');
  const { allauth, plan } = await openAllauth({
    signedIn: true,
    onReauthenticationRequired: () => Promise.reject(closed),
  });
  plan('DELETE account/authenticators/totp', reauthenticationRequired());
  await expect(allauth.totp.deactivate()).rejects.toBe(closed);
});

test('the request of one user is not repeated when another has signed in meanwhile', async () => {
  const { allauth, browser, plan, received, server } = await openAllauth({
    signedIn: true,
    async onReauthenticationRequired() {
      await browser.tab().client.login({ username: 'bob', password: 'right' });
      await server.clock.advance(0);
      return true;
    },
  });
  plan('DELETE account/authenticators/totp', reauthenticationRequired(), ok());
  await expect(allauth.totp.deactivate()).rejects.toMatchObject({ code: 'superseded' });
  expect(received).toHaveLength(1);
});

describe('afterwards the token is new, because it contains the time', () => {
  const used = async () => ({ id: 'passkey' }) as never;

  test.each([
    ['by password', 'POST auth/reauthenticate'],
    ['by authenticator', 'POST auth/2fa/reauthenticate'],
    ['by code', 'POST auth/reauthenticate/code/confirm'],
    ['by passkey', 'POST auth/webauthn/reauthenticate'],
  ])('%s', async (name, path) => {
    const { allauth, client, plan } = await openAllauth({ signedIn: true });
    const { reauthentication, passkeys } = allauth;
    const before = await client.getAccessToken();
    plan('GET auth/webauthn/reauthenticate', ok({ request_options: { publicKey: {} } }));
    plan(path, authenticated());
    const perform = {
      'by password': () => reauthentication.byPassword('right'),
      'by authenticator': () => reauthentication.byAuthenticator('123456'),
      'by code': () => reauthentication.byCode.confirm('ABC'),
      'by passkey': () => passkeys.reauthenticate(used),
    }[name];
    expect(await perform?.()).toMatchObject({ step: 'done' });
    expect(await client.getAccessToken()).not.toBe(before);
  });

  test('or that of the response', async () => {
    const { allauth, plan, server, signIn } = await openAllauth({ signedIn: true });
    const before = server.network.requests('/users/token/').length;
    plan('POST auth/reauthenticate', signIn());
    await allauth.reauthentication.byPassword('right');
    expect(server.network.requests('/users/token/')).toHaveLength(before);
  });
});

test('without a user there is nothing to re-authenticate', async () => {
  const onReauthenticationRequired = vi.fn(async () => true);
  const { allauth, plan } = await openAllauth({ onReauthenticationRequired });
  plan('POST auth/reauthenticate', nothingPending());
  expect(await allauth.reauthentication.byPassword('right')).toMatchObject({ step: 'none' });
  expect(onReauthenticationRequired).not.toHaveBeenCalled();
});
