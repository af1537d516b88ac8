import { describe, expect, test } from 'vitest';
import type { AllauthFlow } from '../../src/allauth/index.js';
import { ada, nothingPending, offered, ok, openAllauth, pending, reply } from '../support/fake-allauth.js';

const credentials = { email: 'ada@example.org', password: 'right' };
const provider = { id: 'google', name: 'Google', flows: ['provider_redirect' as const] };

describe('a pending flow', () => {
  test.each<[AllauthFlow, object]>([
    [{ id: 'login_by_code' }, { step: 'login_by_code' }],
    [{ id: 'verify_email' }, { step: 'verify_email' }],
    [{ id: 'verify_phone' }, { step: 'verify_phone' }],
    [
      { id: 'mfa_authenticate', types: ['totp'] },
      { step: 'mfa_authenticate', types: ['totp'] },
    ],
    [{ id: 'mfa_signup_webauthn' }, { step: 'mfa_signup_webauthn' }],
    [{ id: 'mfa_trust' }, { step: 'mfa_trust' }],
    [{ id: 'password_reset_by_code' }, { step: 'password_reset_by_code' }],
    [
      { id: 'provider_signup', provider },
      { step: 'provider_signup', provider },
    ],
    [{ id: 'accept_terms' }, { step: 'other', id: 'accept_terms' }],
  ])('%j is the step of that name', async (flow, expected) => {
    const { allauth, client, plan } = await openAllauth();
    plan('POST auth/login', pending(flow));
    const step = await allauth.login(credentials);
    expect(step).toMatchObject({ ...expected, flows: [...offered, { ...flow, is_pending: true }] });
    expect(allauth.getStep()).toBe(step);
    expect(client.getState().status).toBe('anonymous');
  });

  test('may be the login that the user has begun after a password reset', async () => {
    const { allauth, plan } = await openAllauth();
    const reset = { id: 'password_reset_by_code', is_pending: true };
    plan('POST auth/login', pending({ id: 'verify_email' }, 'flow', [reset, ...offered]));
    expect(await allauth.login(credentials)).toMatchObject({ step: 'verify_email' });
  });

  test.each([
    ['a 401 without one', nothingPending, offered],
    ['a 200 without a session, as after the request of a link', ok, []],
  ])('is missing in %s', async (_name, answer, flows) => {
    const { allauth, plan } = await openAllauth();
    plan('POST auth/password/request', answer());
    expect(await allauth.password.request('ada@example.org')).toEqual({ step: 'none', flows });
    expect(allauth.getStep()).toBeNull();
  });

  test('is announced, and is over when the flow is', async () => {
    const { allauth, plan, signIn } = await openAllauth();
    const steps: unknown[] = [];
    const stop = allauth.subscribe(() => steps.push(allauth.getStep()?.step ?? null));
    plan('POST auth/signup', pending({ id: 'verify_email' }));
    plan('POST auth/email/verify', signIn());
    await allauth.signup(credentials);
    await allauth.email.verify('ABC');
    expect(steps).toEqual(['verify_email', null]);
    stop();
  });

  test('stays after a refused code', async () => {
    const { allauth, plan } = await openAllauth();
    plan('POST auth/login', pending({ id: 'mfa_authenticate', types: ['totp'] }));
    plan('POST auth/2fa/authenticate', reply(400, { errors: [{ code: 'incorrect_code', message: 'Incorrect.' }] }));
    const step = await allauth.login(credentials);
    await expect(allauth.authenticate('000000')).rejects.toMatchObject({ code: 'incorrect_code' });
    expect(allauth.getStep()).toBe(step);
  });
});

describe('the token of a flow', () => {
  test('travels in its header, is replaced, and is nothing once the user is signed in', async () => {
    const { allauth, plan, signIn, header } = await openAllauth();
    plan('POST auth/login', pending({ id: 'verify_email' }, 'one'));
    plan('POST auth/email/verify', pending({ id: 'mfa_authenticate', types: ['totp'] }, 'two'));
    plan('POST auth/2fa/authenticate', signIn());
    plan('GET account/email', ok([]));
    await allauth.login(credentials);
    await allauth.email.verify('ABC');
    await allauth.authenticate('123456');
    await allauth.email.list();
    expect([0, 1, 2, 3].map((index) => header(index, 'X-Session-Token'))).toEqual([null, 'one', 'two', null]);
    expect(header(2, 'Authorization')).toBeNull();
    expect(header(3, 'Authorization')).toMatch(/^Bearer /);
  });

  test('belongs to options that were read too: their challenge is in the same flow', async () => {
    const { allauth, plan, signIn, header } = await openAllauth();
    const request_options = { publicKey: { challenge: 'abc' } };
    plan('GET auth/webauthn/login', reply(200, { data: { request_options }, meta: { session_token: 'one' } }));
    plan('POST auth/webauthn/login', signIn());
    await allauth.passkeys.login(async () => ({ id: 'passkey' }) as never);
    expect(header(1, 'X-Session-Token')).toBe('one');
  });

  test.each([
    ['begins another flow', 200],
    ['says that its flow is over', 410],
  ])('stays when a late response to a read %s', async (_name, status) => {
    const { allauth, plan, signIn, header } = await openAllauth();
    let release = (_response: Response) => {};
    plan('GET auth/webauthn/login', () => new Promise<Response>((resolve) => (release = resolve)));
    plan('GET auth/webauthn/login', reply(200, { data: {} }));
    plan('POST auth/login', pending({ id: 'mfa_authenticate', types: ['totp'] }, 'login'));
    plan('POST auth/2fa/authenticate', signIn());
    const autofill = allauth.passkeys.login(() => Promise.reject(new Error('Nothing was chosen.'))).catch(() => null);
    const step = await allauth.login(credentials);
    release(reply(status, { data: {}, meta: { session_token: 'autofill' } }));
    await autofill;
    expect(allauth.getStep()).toBe(step);
    expect(await allauth.authenticate('123456')).toEqual({ step: 'done', user: ada });
    expect(header(status === 200 ? 2 : 3, 'X-Session-Token')).toBe('login');
  });

  test('is not kept from a response to a signed-in user', async () => {
    const { allauth, client, plan, header } = await openAllauth({ signedIn: true });
    plan('GET account/email', reply(200, { data: [], meta: { session_token: 'inner' } }));
    plan('GET config', ok({}));
    await allauth.email.list();
    await client.logout();
    await allauth.config();
    expect(header(1, 'X-Session-Token')).toBeNull();
  });

  test('that has expired is discarded, and the request repeated', async () => {
    const { allauth, plan, signIn, header, received } = await openAllauth();
    plan('POST auth/login', pending({ id: 'verify_email' }, 'old'), reply(410), signIn());
    await allauth.login(credentials);
    expect(await allauth.login(credentials)).toEqual({ step: 'done', user: ada });
    expect([1, 2].map((index) => header(index, 'X-Session-Token'))).toEqual(['old', null]);
    expect(received).toHaveLength(3);
  });

  test('that is refused twice is an error', async () => {
    const { allauth, plan, received } = await openAllauth();
    plan('POST auth/login', reply(410), reply(410));
    await expect(allauth.login(credentials)).rejects.toMatchObject({ code: 'not_authenticated', status: 410 });
    expect(received).toHaveLength(2);
  });
});

describe('the end of a flow', () => {
  test.each([
    ['in meta.access_token', (answer: object) => ({ access_token: answer })],
    ['in meta', (answer: object) => answer],
  ])('adopts the session %s, in all tabs, without another request', async (_name, wrap) => {
    const { allauth, browser, client, plan, server, signIn } = await openAllauth();
    const other = browser.tab();
    await other.client.restore();
    plan('POST auth/login', signIn('ada', wrap));
    expect(await allauth.login(credentials)).toEqual({ step: 'done', user: ada });
    await server.clock.advance(0);
    expect([client, other.client].map((each) => each.getState().user)).toEqual([ada, ada]);
    expect(server.network.requests('/users/token/')).toHaveLength(0);
    server.handle('/api/', (_request, { username }) => username);
    expect(await client.request('/api/')).toBe('ada');
    await server.clock.advance(300);
    expect(await client.request('/api/')).toBe('ada');
  });

  test('asks for the session by its cookie if the response has none', async () => {
    const { allauth, plan, server, signIn } = await openAllauth();
    plan(
      'POST auth/login',
      signIn('ada', () => ({ access_token: 'text', expires_in: 300 })),
    );
    expect(await allauth.login(credentials)).toEqual({ step: 'done', user: ada });
    expect(server.network.requests('/users/token/')).toHaveLength(1);
  });

  test('without a session at all is an error', async () => {
    const { allauth, client, plan } = await openAllauth();
    plan('POST auth/login', reply(200, { meta: { is_authenticated: true } }));
    await expect(allauth.login(credentials)).rejects.toMatchObject({ code: 'unexpected_response' });
    expect(client.getState().status).toBe('anonymous');
  });

  test('in another tab ends the flow of this one', async () => {
    const { allauth, browser, plan, server, header } = await openAllauth();
    plan('POST auth/login', pending({ id: 'mfa_authenticate', types: ['totp'] }, 'flow'));
    plan('GET config', ok({}));
    await allauth.login(credentials);
    const other = browser.tab();
    await other.client.login({ username: 'bob', password: 'right' });
    await server.clock.advance(0);
    expect(allauth.getStep()).toBeNull();
    await allauth.config();
    expect(header(1, 'X-Session-Token')).toBeNull();
  });
});

describe('a signed-in user', () => {
  test('who confirms an address stays as they are', async () => {
    const { allauth, plan, server } = await openAllauth({ signedIn: true });
    plan('POST auth/email/verify', reply(200, { meta: { is_authenticated: true } }));
    const before = server.network.requests('/users/token/').length;
    expect(await allauth.email.verify('ABC')).toEqual({ step: 'done', user: ada });
    expect(server.network.requests('/users/token/')).toHaveLength(before);
  });

  test.each([401, 410])('whom allauth does not know is asked for once: %i', async (status) => {
    const { allauth, plan, server, received } = await openAllauth({ signedIn: true });
    plan('GET account/email', reply(status, { meta: { is_authenticated: false } }), ok([]));
    const before = server.network.requests('/users/token/').length;
    expect(await allauth.email.list()).toEqual([]);
    expect(server.network.requests('/users/token/')).toHaveLength(before + 1);
    expect(received).toHaveLength(2);
  });

  test('whose session has ended is signed out', async () => {
    const { allauth, client, plan, server } = await openAllauth({ signedIn: true });
    const ended = () => {
      server.endSessions('ada');
      return nothingPending();
    };
    plan('GET account/email', ended, nothingPending());
    await expect(allauth.email.list()).rejects.toMatchObject({ code: 'not_authenticated', status: 401 });
    expect(client.getState()).toMatchObject({ status: 'anonymous' });
  });

  test('is not asked again for what another user has requested', async () => {
    const { allauth, browser, plan, received, server } = await openAllauth({ signedIn: true });
    plan('DELETE account/email', async () => {
      await browser.tab().client.login({ username: 'bob', password: 'right' });
      await server.clock.advance(0);
      return nothingPending();
    });
    await expect(allauth.email.remove('ada@example.org')).rejects.toMatchObject({ code: 'superseded' });
    expect(received).toHaveLength(1);
  });

  test('who logs out has no flow', async () => {
    const { allauth, client, server } = await openAllauth({ signedIn: true });
    await allauth.logout();
    expect(client.getState()).toMatchObject({ status: 'anonymous', reason: 'signed_out' });
    expect(server.sessionCount('ada')).toBe(0);
  });

  test('cancels nothing', async () => {
    const { allauth, received } = await openAllauth({ signedIn: true });
    await allauth.cancel();
    expect(received).toHaveLength(0);
  });
});

describe('a flow that is cancelled', () => {
  test('ends on the server and here', async () => {
    const { allauth, plan, header, sent } = await openAllauth();
    plan('POST auth/login', pending({ id: 'verify_email' }, 'flow'));
    plan('DELETE auth/session', nothingPending());
    plan('GET config', ok({}));
    await allauth.login(credentials);
    await allauth.cancel();
    await allauth.config();
    expect(allauth.getStep()).toBeNull();
    expect(sent()[1]).toEqual(['DELETE /_allauth/app/v1/auth/session']);
    expect([1, 2].map((index) => header(index, 'X-Session-Token'))).toEqual(['flow', null]);
  });

  test('by a logout is forgotten here', async () => {
    const { allauth, plan, header } = await openAllauth();
    plan('POST auth/login', pending({ id: 'verify_email' }, 'flow'));
    plan('GET config', ok({}));
    await allauth.login(credentials);
    await allauth.logout();
    await allauth.config();
    expect([allauth.getStep(), header(1, 'X-Session-Token')]).toEqual([null, null]);
  });

  test('ends here without a server', async () => {
    const { allauth, plan, server } = await openAllauth();
    plan('POST auth/login', pending({ id: 'verify_email' }, 'flow'));
    await allauth.login(credentials);
    server.network.goOffline();
    await expect(allauth.cancel()).rejects.toMatchObject({ code: 'network_error' });
    expect(allauth.getStep()).toBeNull();
  });
});

test('a server that stays silent is a timeout', async () => {
  const { allauth, plan } = await openAllauth({ timeout: 20 });
  plan('POST auth/login', () => new Promise(() => undefined));
  await expect(allauth.login(credentials)).rejects.toMatchObject({ code: 'timeout' });
});

test('the browser client of allauth is addressed on request, at any mount point', async () => {
  const { allauth, plan, server, sent } = await openAllauth({ client: 'browser', baseUrl: '/accounts/api' });
  server.handle('/accounts/api/*', () => ok({}), { isPublic: true });
  plan('GET config', ok({}));
  await allauth.config();
  expect(sent()).toEqual([]);
  expect(server.network.received.at(-1)?.url.pathname).toBe('/accounts/api/browser/v1/config');
});
