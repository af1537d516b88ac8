import { describe, expect, test } from 'vitest';
import type { AllauthClient } from '../../src/allauth/index.js';
import { nothingPending, ok, openAllauth, reply } from '../support/fake-allauth.js';

type Call = (allauth: AllauthClient) => Promise<unknown>;

/** What is sent, and how the client is called for it. */
const steps: readonly [string, object | null, Call][] = [
  ['GET auth/session', null, ({ session }) => session()],
  ['POST auth/login', { username: 'ada', password: 'x' }, ({ login }) => login({ username: 'ada', password: 'x' })],
  ['POST auth/signup', { email: 'a@b.c', password: 'x' }, ({ signup }) => signup({ email: 'a@b.c', password: 'x' })],
  ['POST auth/2fa/authenticate', { code: '1' }, ({ authenticate }) => authenticate('1')],
  ['POST auth/2fa/trust', { trust: true }, ({ trust }) => trust(true)],
  ['POST auth/code/request', { email: 'a@b.c' }, ({ code }) => code.request({ email: 'a@b.c' })],
  ['POST auth/code/request', { phone: '+1' }, ({ code }) => code.request({ phone: '+1' })],
  ['POST auth/code/confirm', { code: '1' }, ({ code }) => code.confirm('1')],
  ['POST auth/email/verify', { key: 'k' }, ({ email }) => email.verify('k')],
  ['POST auth/phone/verify', { code: '1' }, ({ phone }) => phone.verify('1')],
  ['POST auth/password/request', { email: 'a@b.c' }, ({ password }) => password.request('a@b.c')],
  ['POST auth/password/reset', { key: 'k', password: 'x' }, ({ password }) => password.reset('k', 'x')],
  ['POST account/password/change', { new_password: 'x' }, ({ password }) => password.change({ new_password: 'x' })],
  ['POST auth/reauthenticate', { password: 'x' }, ({ reauthentication }) => reauthentication.byPassword('x')],
  ['POST auth/2fa/reauthenticate', { code: '1' }, ({ reauthentication }) => reauthentication.byAuthenticator('1')],
  [
    'POST auth/reauthenticate/code/confirm',
    { code: '1' },
    ({ reauthentication }) => reauthentication.byCode.confirm('1'),
  ],
  ['POST auth/webauthn/signup', { email: 'a@b.c' }, ({ passkeys }) => passkeys.signup({ email: 'a@b.c' })],
  [
    'POST auth/provider/token',
    { provider: 'google', token: { client_id: 'c', id_token: 't' }, process: 'login' },
    ({ provider }) => provider.token({ provider: 'google', token: { client_id: 'c', id_token: 't' } }),
  ],
  [
    'POST auth/provider/token',
    { provider: 'google', token: { client_id: 'c', access_token: 't' }, process: 'connect' },
    ({ provider }) =>
      provider.token({ provider: 'google', token: { client_id: 'c', access_token: 't' }, process: 'connect' }),
  ],
  ['POST auth/provider/signup', { email: 'a@b.c' }, ({ provider }) => provider.signup({ email: 'a@b.c' })],
];

const reads: typeof steps = [
  ['GET config', null, ({ config }) => config()],
  ['GET account/authenticators', null, ({ authenticators }) => authenticators()],
  ['GET auth/email/verify', null, ({ email }) => email.check('k')],
  ['GET account/email', null, ({ email }) => email.list()],
  ['POST account/email', { email: 'a@b.c' }, ({ email }) => email.add('a@b.c')],
  ['DELETE account/email', { email: 'a@b.c' }, ({ email }) => email.remove('a@b.c')],
  ['PATCH account/email', { email: 'a@b.c', primary: true }, ({ email }) => email.makePrimary('a@b.c')],
  ['GET account/phone', null, ({ phone }) => phone.list()],
  ['POST account/phone', { phone: '+1' }, ({ phone }) => phone.change('+1')],
  ['GET auth/password/reset', null, ({ password }) => password.check('k')],
  ['POST account/authenticators/totp', { code: '1' }, ({ totp }) => totp.activate('1')],
  ['GET account/authenticators/recovery-codes', null, ({ recoveryCodes }) => recoveryCodes.get()],
  ['POST account/authenticators/recovery-codes', null, ({ recoveryCodes }) => recoveryCodes.generate()],
  ['PUT account/authenticators/webauthn', { id: 7, name: 'Key' }, ({ passkeys }) => passkeys.rename(7, 'Key')],
  ['GET auth/provider/signup', null, ({ provider }) => provider.getSignup()],
  ['GET account/providers', null, ({ provider }) => provider.list()],
  [
    'DELETE account/providers',
    { provider: 'google', account: '7' },
    ({ provider }) => provider.disconnect({ provider: 'google', uid: '7' }),
  ],
];

const actions: typeof steps = [
  ['POST auth/code/resend', null, ({ code }) => code.resend()],
  ['POST auth/email/verify/resend', null, ({ email }) => email.resend()],
  ['PUT account/email', { email: 'a@b.c' }, ({ email }) => email.requestVerification('a@b.c')],
  ['POST auth/phone/verify/resend', null, ({ phone }) => phone.resend()],
  ['DELETE account/authenticators/totp', null, ({ totp }) => totp.deactivate()],
  [
    'POST auth/reauthenticate/code/request',
    { email: 'a@b.c' },
    ({ reauthentication }) => reauthentication.byCode.request({ email: 'a@b.c' }),
  ],
  ['POST auth/reauthenticate/code/resend', null, ({ reauthentication }) => reauthentication.byCode.resend()],
];

async function perform([name, body, call]: (typeof steps)[number], response: Response) {
  const { allauth, plan, sent, header } = await openAllauth();
  plan(name, response);
  const result = await call(allauth as AllauthClient);
  const [method, path] = name.split(' ');
  expect(sent()).toEqual([[`${method} /_allauth/app/v1/${path}`, ...(body ? [body] : [])]]);
  expect(header(0, 'X-CSRFToken')).toBeTruthy();
  return { result, header };
}

test.each(steps)('%s %j moves a flow', async (...call) => {
  const { result } = await perform(call, nothingPending());
  expect(result).toMatchObject({ step: 'none' });
});

test.each(reads)('%s %j resolves with the data', async (...call) => {
  const { result } = await perform(call, ok({ some: 'data' }));
  expect(result).toEqual({ some: 'data' });
});

test.each(actions)('%s %j resolves with nothing', async (...call) => {
  const { result } = await perform(call, ok());
  expect(result).toBeUndefined();
});

test.each([
  ['X-Email-Verification-Key', 'GET auth/email/verify'],
  ['X-Password-Reset-Key', 'GET auth/password/reset'],
])('a key is checked in the header %s, because servers log URLs', async (name, endpoint) => {
  const call = reads.find(([other]) => other === endpoint);
  if (!call) throw new Error(`${endpoint} is missing.`);
  const { header } = await perform(call, ok());
  expect(header(0, name)).toBe('k');
});

describe('a missing authenticator', () => {
  test('is what an app for codes needs', async () => {
    const { allauth, plan } = await openAllauth();
    const meta = { secret: 'ABC', totp_url: 'otpauth://totp/ada?secret=ABC' };
    plan('GET account/authenticators/totp', reply(404, { meta }), ok({ type: 'totp' }));
    expect(await allauth.totp.get()).toEqual({ isActive: false, ...meta });
    expect(await allauth.totp.get()).toEqual({ isActive: true, authenticator: { type: 'totp' } });
  });

  test('is null for recovery codes', async () => {
    const { allauth, plan } = await openAllauth();
    plan('GET account/authenticators/recovery-codes', reply(404));
    expect(await allauth.recoveryCodes.get()).toBeNull();
  });

  test('is not any other refusal', async () => {
    const { allauth, plan } = await openAllauth();
    const errors = [{ code: 'unverified_email', message: 'Verify your email address first.' }];
    plan('GET account/authenticators/totp', reply(409, { errors }));
    plan('GET account/authenticators/recovery-codes', reply(409, { errors }));
    await expect(allauth.totp.get()).rejects.toMatchObject({ code: 'unverified_email', status: 409 });
    await expect(allauth.recoveryCodes.get()).rejects.toMatchObject({ code: 'unverified_email' });
  });
});
