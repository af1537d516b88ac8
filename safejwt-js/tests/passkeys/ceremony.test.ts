import { afterEach, describe, expect, test, vi } from 'vitest';
import { createPasskey, getPasskey, isPasskeyError, PasskeyError } from '../../src/passkeys/index.js';
import { createdJSON, creation, openCredentials, request, usedJSON } from '../support/credentials.js';

afterEach(() => void vi.useRealTimers());

const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'no error',
    (error: unknown) => (isPasskeyError(error) ? error.code : error),
  );

describe('a dialog', () => {
  test.each([
    ['plain options', request],
    ['wrapped options', { publicKey: request }],
  ])('to log in takes %s and returns JSON for the server', async (_name, options) => {
    const { call } = openCredentials();
    const passkey = getPasskey(options);
    const { verb, options: asked, answer } = await call(0);
    expect([verb, asked.publicKey, asked.mediation]).toEqual(['get', { ...request, parsed: 'get' }, undefined]);
    answer();
    expect(await passkey).toEqual(usedJSON);
  });

  test.each([
    ['plain options', creation],
    ['wrapped options', { publicKey: creation }],
  ])('for a new passkey takes %s and returns JSON for the server', async (_name, options) => {
    const { call } = openCredentials();
    const passkey = createPasskey(options);
    const { verb, options: asked, answer } = await call(0);
    expect([verb, asked.publicKey, asked.mediation]).toEqual(['create', { ...creation, parsed: 'create' }, undefined]);
    answer();
    expect(await passkey).toEqual(createdJSON);
  });

  test('opens before anything else is asked of the browser, which may forget the click', () => {
    const { calls } = openCredentials();
    void codeOf(getPasskey(request));
    void codeOf(createPasskey(creation));
    expect(calls.map(({ verb }) => verb)).toEqual(['get', 'create']);
  });
});

describe('a browser without conversions', () => {
  const text = (buffer: unknown) => new TextDecoder().decode(buffer as Uint8Array);

  test('gets the bytes of a login', async () => {
    const { call } = openCredentials({ json: false });
    const passkey = getPasskey({ publicKey: request });
    const { options, answer } = await call(0);
    const { challenge, allowCredentials, ...rest } = options.publicKey as PublicKeyCredentialRequestOptions;
    expect(text(challenge)).toBe('??>');
    expect(allowCredentials?.map(({ id, ...other }) => [text(id), other])).toEqual([
      ['old', { type: 'public-key', transports: ['usb'] }],
    ]);
    expect(rest).toEqual({ rpId: 'app.example', timeout: 60_000 });
    answer();
    expect(await passkey).toEqual(usedJSON);
  });

  test('gets the bytes of a new passkey, and the domain as text', async () => {
    const { call } = openCredentials({ json: false });
    const passkey = createPasskey(creation);
    const { options, answer } = await call(0);
    const { challenge, user, rp, excludeCredentials } = options.publicKey as PublicKeyCredentialCreationOptions;
    expect([text(challenge), text(user.id), text(excludeCredentials?.[0]?.id)]).toEqual(['challenge', 'user', 'old']);
    expect([rp, user.displayName]).toEqual([creation.rp, 'Ada']);
    answer();
    expect(await passkey).toEqual(createdJSON);
  });

  test('may have a password manager whose toJSON throws', async () => {
    const toJSON = () => {
      throw new TypeError('Illegal invocation');
    };
    const { call } = openCredentials({ json: false, credential: { toJSON } });
    const passkey = getPasskey(request);
    (await call(0)).answer();
    expect(await passkey).toEqual(usedJSON);
  });
});

describe('an error', () => {
  test.each([
    ['NotAllowedError', 'cancelled'],
    ['SecurityError', 'not_allowed'],
    ['InvalidStateError', 'already_registered'],
    ['NotSupportedError', 'unsupported'],
    ['ConstraintError', 'unsupported'],
    ['AbortError', 'aborted'],
    ['TimeoutError', 'timeout'],
    ['UnknownError', 'failed'],
  ])('%s of the browser is %s', async (name, code) => {
    const { call } = openCredentials();
    const error = createPasskey(creation).catch((reason: unknown) => reason);
    (await call(0)).fail(name);
    expect(await error).toBeInstanceOf(PasskeyError);
    expect(await error).toMatchObject({ name: 'PasskeyError', code, cause: { name } });
  });

  test('about the options is that of the browser', async () => {
    const parseRequestOptionsFromJSON = () => {
      throw new DOMException('No base64url.', 'EncodingError');
    };
    openCredentials({ platform: { parseRequestOptionsFromJSON } });
    const error = await getPasskey(request).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'failed', cause: { name: 'EncodingError' } });
  });

  test.each([
    [59_000, 'cancelled'],
    [60_000, 'timeout'],
  ])('after %i ms of 60 000 is %s', async (elapsed, code) => {
    vi.useFakeTimers({ toFake: ['performance'] });
    const { call } = openCredentials();
    const found = codeOf(getPasskey(request));
    vi.advanceTimersByTime(elapsed);
    (await call(0)).fail('NotAllowedError');
    expect(await found).toBe(code);
  });

  test('without a timeout in the options is never late', async () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    const { call } = openCredentials();
    const found = codeOf(createPasskey(creation));
    vi.advanceTimersByTime(600_000);
    (await call(0)).fail('NotAllowedError');
    expect(await found).toBe('cancelled');
  });
});

describe('without support', () => {
  test.each([
    ['a login', () => getPasskey(request)],
    ['a new passkey', () => createPasskey(creation)],
    ['the autofill', () => getPasskey(request, { mediation: 'conditional' })],
  ])('%s is refused, as on a server and over plain http', async (_name, ask) => {
    expect(await codeOf(ask())).toBe('unsupported');
  });

  test.each([
    ['autofill', () => getPasskey(request, { mediation: 'conditional' })],
    ['silent creation', () => createPasskey(creation, { mediation: 'conditional' })],
  ])('for %s no dialog opens', async (_name, ask) => {
    const { calls } = openCredentials({ capabilities: { conditionalGet: false } });
    expect(await codeOf(ask())).toBe('unsupported');
    expect(calls).toEqual([]);
  });
});

describe('without a dialog', () => {
  test.each([
    ['get', () => getPasskey(request, { mediation: 'conditional' }), usedJSON],
    ['create', () => createPasskey(creation, { mediation: 'conditional' }), createdJSON],
  ])('%s is conditional', async (verb, ask, json) => {
    const { call } = openCredentials();
    const passkey = ask();
    const { options, answer, ...asked } = await call(0);
    expect([asked.verb, options.mediation]).toEqual([verb, 'conditional']);
    answer();
    expect(await passkey).toEqual(json);
  });
});

describe('abortion', () => {
  test.each([
    ['a reason', 'aborted', (controller: AbortController) => controller.abort(new Error('left'))],
    ['no reason', 'aborted', (controller: AbortController) => controller.abort()],
    ['a timeout', 'timeout', (controller: AbortController) => controller.abort(new DOMException('', 'TimeoutError'))],
  ])('by the signal with %s is %s', async (_name, code, abort) => {
    const { call } = openCredentials();
    const controller = new AbortController();
    const found = codeOf(getPasskey(request, { signal: controller.signal, mediation: 'conditional' }));
    await call(0);
    abort(controller);
    expect(await found).toBe(code);
  });

  test('before the beginning asks nothing, and leaves the ceremony that runs', async () => {
    const { call, calls } = openCredentials();
    const running = getPasskey(request);
    await call(0);
    expect(await codeOf(getPasskey(request, { signal: AbortSignal.abort('left'), mediation: 'conditional' }))).toBe(
      'aborted',
    );
    expect(calls).toHaveLength(1);
    calls[0]?.answer();
    expect(await running).toEqual(usedJSON);
  });

  test('while the capabilities are asked for opens no autofill', async () => {
    const { calls } = openCredentials();
    const controller = new AbortController();
    const found = codeOf(getPasskey(request, { signal: controller.signal, mediation: 'conditional' }));
    controller.abort();
    expect(await found).toBe('aborted');
    expect(calls).toEqual([]);
  });

  test('comes with the next ceremony, because a browser performs one at a time', async () => {
    const { call } = openCredentials();
    const autofill = codeOf(getPasskey(request, { mediation: 'conditional' }));
    await call(0);
    const dialog = getPasskey(request);
    expect(await autofill).toBe('aborted');
    (await call(1)).answer();
    expect(await dialog).toEqual(usedJSON);
  });

  test('leaves no listener on the signal', async () => {
    const { call } = openCredentials();
    const { signal } = new AbortController();
    const [added, removed] = [vi.spyOn(signal, 'addEventListener'), vi.spyOn(signal, 'removeEventListener')];
    const passkey = getPasskey(request, { signal });
    (await call(0)).answer();
    await passkey;
    expect(removed.mock.calls).toEqual(added.mock.calls);
  });
});
