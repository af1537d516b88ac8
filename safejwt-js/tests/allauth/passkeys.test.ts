import { describe, expect, test, vi } from 'vitest';
import { AuthError } from '../../src/index.js';
import { answers } from '../../testing/index.js';
import { createdJSON, creation, openCredentials, request, usedJSON } from '../support/credentials.js';
import {
  ada,
  nothingPending,
  ok,
  openAllauth,
  pending,
  reauthenticationRequired,
  reply,
} from '../support/fake-allauth.js';

const request_options = { publicKey: request };
const creation_options = { publicKey: creation };
const manage = 'account/authenticators/webauthn';
const authenticator = { type: 'webauthn', id: 7, name: 'Laptop' };

/** A browser that answers each request of a passkey at once, and has all signals. */
async function open(options: Parameters<typeof openAllauth>[0] = {}) {
  const signals: unknown[] = [];
  const names = ['signalUnknownCredential', 'signalAllAcceptedCredentials', 'signalCurrentUserDetails'];
  const platform = names.map((name) => [name, async (details: object) => void signals.push([name, details])]);
  const { calls } = openCredentials({ answers: true, platform: Object.fromEntries(platform) });
  return { ...(await openAllauth(options)), signals, calls };
}

describe('a passkey', () => {
  test('logs in', async () => {
    const { allauth, plan, signIn, sent, calls } = await open();
    plan('GET auth/webauthn/login', ok({ request_options }));
    plan('POST auth/webauthn/login', signIn());
    expect(await allauth.passkeys.login()).toEqual({ step: 'done', user: ada });
    expect(calls.map(({ options }) => options.publicKey)).toEqual([{ ...request, parsed: 'get' }]);
    expect(sent()[1]).toEqual(['POST /_allauth/app/v1/auth/webauthn/login', { credential: usedJSON }]);
  });

  test('is the second factor', async () => {
    const { allauth, plan, signIn } = await open();
    plan('GET auth/webauthn/authenticate', ok({ request_options }));
    plan('POST auth/webauthn/authenticate', signIn());
    expect(await allauth.passkeys.authenticate()).toEqual({ step: 'done', user: ada });
  });

  test('is chosen by other means on request, such as the autofill', async () => {
    const { allauth, plan, calls } = await open();
    plan('GET auth/webauthn/login', ok({ request_options }));
    plan('POST auth/webauthn/login', pending({ id: 'verify_email' }));
    const get = vi.fn(async () => usedJSON);
    expect(await allauth.passkeys.login(get)).toMatchObject({ step: 'verify_email' });
    expect([get.mock.calls, calls]).toEqual([[[request_options]], []]);
  });

  test('is not asked for without options', async () => {
    const { allauth, plan, calls } = await open();
    plan('GET auth/webauthn/authenticate', nothingPending());
    await expect(allauth.passkeys.authenticate()).rejects.toMatchObject({ code: 'not_authenticated' });
    expect(calls).toEqual([]);
  });

  test('signs up', async () => {
    const { allauth, plan, signIn, sent } = await open();
    plan('POST auth/webauthn/signup', pending({ id: 'mfa_signup_webauthn' }));
    plan('GET auth/webauthn/signup', ok({ creation_options }));
    plan('PUT auth/webauthn/signup', signIn());
    expect(await allauth.passkeys.signup({ email: 'ada@example.org' })).toMatchObject({ step: 'mfa_signup_webauthn' });
    expect(await allauth.passkeys.finishSignup('Laptop')).toEqual({ step: 'done', user: ada });
    expect(sent()[2]).toEqual([
      'PUT /_allauth/app/v1/auth/webauthn/signup',
      { name: 'Laptop', credential: createdJSON },
    ]);
  });

  test.each([
    [true, `GET ${manage}?passwordless`],
    [false, `GET ${manage}`],
  ])('is added; passwordless: %s', async (passwordless, options) => {
    const { allauth, plan, sent, signals } = await open({ signedIn: true });
    plan(options, ok({ creation_options }));
    plan(`POST ${manage}`, reply(200, { data: authenticator, meta: { recovery_codes_generated: true } }));
    const added = await allauth.passkeys.add({ name: 'Laptop', passwordless });
    expect(added).toEqual({ ...authenticator, recovery_codes_generated: true });
    expect(sent()[1]?.[1]).toEqual({ name: 'Laptop', credential: createdJSON, passwordless });
    expect(signals).toEqual([]);
  });

  test('is passwordless and without a name by default', async () => {
    const { allauth, plan, sent } = await open({ signedIn: true });
    plan(`GET ${manage}?passwordless`, ok({ creation_options }));
    plan(`POST ${manage}`, ok(authenticator));
    expect(await allauth.passkeys.add()).toEqual({ ...authenticator, recovery_codes_generated: false });
    expect(sent()[1]?.[1]).toMatchObject({ name: '', passwordless: true });
  });
});

describe('a new passkey', () => {
  const unknown = ['signalUnknownCredential', { rpId: 'app.example', credentialId: createdJSON.id }];

  test.each([
    ['that the server refuses is forgotten by the browser', () => reply(400), [unknown]],
    ['that the server may have stored is kept', answers.networkError, []],
    ['of which the server does not say so is kept', answers.html(502), []],
  ])('%s', async (_name, answer, expected) => {
    const { allauth, plan, server, signals } = await open({ signedIn: true });
    plan(`GET ${manage}?passwordless`, ok({ creation_options }));
    server.network.answer(`/_allauth/app/v1/${manage}`, (sent, serve) =>
      sent.method === 'POST' ? answer(sent, serve) : serve(sent),
    );
    server.network.answer(`/_allauth/app/v1/${manage}`, answer);
    await expect(allauth.passkeys.add()).rejects.toBeInstanceOf(AuthError);
    expect(signals).toEqual(expected);
  });
});

describe('the signals', () => {
  const account = { ...creation.user, rpId: 'app.example', userId: creation.user.id };
  const all = [
    ['signalAllAcceptedCredentials', { ...account, allAcceptedCredentialIds: ['b2xk'] }],
    ['signalCurrentUserDetails', account],
  ];

  test('follow a removal', async () => {
    const { allauth, plan, sent, signals } = await open({ signedIn: true });
    plan(`DELETE ${manage}`, ok());
    plan(`GET ${manage}`, ok({ creation_options }));
    await allauth.passkeys.remove([7, 8]);
    expect(sent()[0]).toEqual([`DELETE /_allauth/app/v1/${manage}`, { authenticators: [7, 8] }]);
    expect(signals).toEqual(all);
  });

  test('report that none is left, for the host of the page if the server names none', async () => {
    const { allauth, plan, signals } = await open({ signedIn: true });
    const { excludeCredentials: _none, ...rest } = creation;
    plan(`GET ${manage}`, ok({ creation_options: { publicKey: { ...rest, rp: { name: 'App' } } } }));
    await allauth.passkeys.signal();
    expect(signals[0]).toMatchObject(['signalAllAcceptedCredentials', { allAcceptedCredentialIds: [] }]);
    expect(signals[0]).toMatchObject([expect.anything(), { rpId: 'app.example' }]);
  });

  test('do not ask the user to re-authenticate, and never fail', async () => {
    const onReauthenticationRequired = vi.fn(async () => true);
    const { allauth, plan, signals } = await open({ signedIn: true, onReauthenticationRequired });
    plan(`DELETE ${manage}`, ok());
    plan(`GET ${manage}`, reauthenticationRequired());
    await allauth.passkeys.remove([7]);
    expect([onReauthenticationRequired.mock.calls, signals]).toEqual([[], []]);
  });

  test('do not follow a removal that the server refuses', async () => {
    const { allauth, plan, received } = await open({ signedIn: true });
    plan(`DELETE ${manage}`, reply(400, { errors: [{ code: 'invalid_pk_value', message: 'Unknown.' }] }));
    await expect(allauth.passkeys.remove([7])).rejects.toMatchObject({ code: 'invalid_pk_value' });
    expect(received).toHaveLength(1);
  });
});
