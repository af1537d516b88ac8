import { test as base, expect, type Page } from '@playwright/test';
import { Authenticator } from '../client/authenticator.ts';
import { startSmallApi } from '../client/small-api.ts';

type Passkeys = typeof import('safejwt-js/passkeys');
type Created = Awaited<ReturnType<Passkeys['createPasskey']>>;
type Used = Awaited<ReturnType<Passkeys['getPasskey']>>;
type Options = Parameters<Passkeys['createPasskey']>[0] & Parameters<Passkeys['getPasskey']>[0];

/** How a page asks for a passkey. */
interface Ask {
  verb: 'createPasskey' | 'getPasskey';
  options: object;
  mediation?: 'conditional';
  /** Milliseconds until the page aborts it. */
  abortAfter?: number;
}

/** An empty page on localhost, which is a secure context, and its authenticator. */
const test = base.extend<{ origin: string; authenticator: Authenticator }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures here.
  async origin({}, use) {
    const api = await startSmallApi();
    await use(api.url);
    await api.stop();
  },
  async authenticator({ page, origin }, use) {
    await page.goto(origin);
    await use(await Authenticator.connect(page));
    // The server waits for its connections.
    await page.goto('about:blank');
  },
});

const challenge = Buffer.from('a challenge of the server').toString('base64url');
const userId = Buffer.from('7').toString('base64url');

const creation = {
  challenge,
  rp: { id: 'localhost', name: 'App' },
  user: { id: userId, name: 'ada', displayName: 'Ada' },
  pubKeyCredParams: [
    { type: 'public-key', alg: -7 },
    { type: 'public-key', alg: -257 },
  ],
  authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
};

const request = { challenge, rpId: 'localhost', userVerification: 'required' };

/** Asks for several passkeys, each a moment after the one before. Returns their JSON, or the codes of the errors. */
function ask(page: Page, ...all: Ask[]): Promise<(Created | Used | string)[]> {
  return page.evaluate(async (all) => {
    const passkeys = (await import('/client/passkeys/index.js' as string)) as Passkeys;
    const results: Promise<Created | Used | string>[] = [];
    for (const { verb, options, mediation, abortAfter } of all) {
      const signal = abortAfter === undefined ? undefined : new AbortController();
      if (signal) setTimeout(() => signal.abort(), abortAfter);
      const passkey = passkeys[verb](options as Options, { mediation, signal: signal?.signal });
      results.push(passkey.catch((error: { code: string }) => error.code));
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    return Promise.all(results);
  }, all);
}

async function create(page: Page): Promise<Created> {
  const [created] = await ask(page, { verb: 'createPasskey', options: { publicKey: creation } });
  if (typeof created !== 'object') throw new Error(`No passkey: ${created}`);
  return created as Created;
}

const read = (base64url: string) => JSON.parse(Buffer.from(base64url, 'base64url').toString()) as object;

/** The flags of authenticator data (Web Authentication Level 3, section 6.1): 1 is presence, 4 is verification. */
const flags = (base64url: string) => (Buffer.from(base64url, 'base64url')[32] ?? 0) & 5;

for (const browser of ['today', 'some years ago']) {
  test(`in a browser of ${browser}, a passkey is created and logs in`, async ({ page, origin, authenticator }) => {
    if (browser !== 'today') {
      await page.evaluate(() => {
        const platform = PublicKeyCredential as unknown as Record<string, unknown> & {
          prototype: { toJSON?: unknown };
        };
        for (const name of ['parseCreationOptionsFromJSON', 'parseRequestOptionsFromJSON']) delete platform[name];
        delete platform.prototype.toJSON;
      });
    }
    const created = await create(page);
    expect(await authenticator.passkeys()).toEqual({ [created.id]: 'ada' });
    expect(read(created.response.clientDataJSON)).toMatchObject({
      type: 'webauthn.create',
      challenge,
      origin: new URL(origin).origin,
    });
    expect(created).toMatchObject({ type: 'public-key', rawId: created.id, clientExtensionResults: {} });
    expect(created.response.attestationObject).toMatch(/^[\w-]+$/);

    const asked: Ask[] = [
      { verb: 'getPasskey', options: request },
      { verb: 'getPasskey', options: { ...request, allowCredentials: [{ id: created.id, type: 'public-key' }] } },
      { verb: 'getPasskey', options: request, mediation: 'conditional' },
    ];
    for (const each of asked) {
      const [used] = (await ask(page, each)) as Used[];
      expect(used).toMatchObject({
        id: created.id,
        rawId: created.id,
        type: 'public-key',
        response: { userHandle: userId },
      });
      expect(read(used?.response.clientDataJSON ?? '')).toMatchObject({ type: 'webauthn.get', challenge });
      expect(flags(used?.response.authenticatorData ?? '')).toBe(5);
      expect(used?.response.signature).toMatch(/^[\w-]+$/);
    }
  });
}

test('errors have codes', async ({ page, authenticator }) => {
  const { id } = await create(page);
  const excludeCredentials = [{ id, type: 'public-key' }];
  const again: Ask = { verb: 'createPasskey', options: { ...creation, excludeCredentials } };
  expect(await ask(page, again)).toEqual(['already_registered']);
  const elsewhere: Ask = { verb: 'getPasskey', options: { ...request, rpId: 'example.com' } };
  expect(await ask(page, elsewhere)).toEqual(['not_allowed']);
  await authenticator.recognizes(false);
  expect(await ask(page, { verb: 'getPasskey', options: request })).toEqual(['cancelled']);
});

test('the page ends what it has begun', async ({ page, authenticator }) => {
  await create(page);
  await authenticator.touches(false);
  const dialog: Ask = { verb: 'getPasskey', options: request, abortAfter: 300 };
  expect(await ask(page, dialog)).toEqual(['aborted']);
  expect(await ask(page, { ...dialog, mediation: 'conditional' })).toEqual(['aborted']);
  expect(await ask(page, { ...dialog, verb: 'createPasskey', options: creation })).toEqual(['aborted']);
});

test('a dialog takes the place of the autofill, and the autofill that of another', async ({ page, authenticator }) => {
  const { id } = await create(page);
  await authenticator.touches(false);
  const autofill: Ask = { verb: 'getPasskey', options: request, mediation: 'conditional' };
  const replaced = ask(page, autofill, autofill);
  await page.waitForTimeout(500);
  await authenticator.touches(true);
  expect(await ask(page, { verb: 'getPasskey', options: request })).toMatchObject([{ id }]);
  expect(await replaced).toEqual(['aborted', 'aborted']);
});

test('without a saved password, no passkey is created silently', async ({ page, origin }) => {
  await page.goto(origin);
  const silent = { ...creation, authenticatorSelection: { residentKey: 'required', userVerification: 'preferred' } };
  const [code] = await ask(page, { verb: 'createPasskey', options: silent, mediation: 'conditional' });
  // The headless shell has no password manager, the whole browser an empty one.
  expect(['unsupported', 'cancelled']).toContain(code);
  await page.goto('about:blank');
});

test('the signals reach the authenticator', async ({ page, authenticator }) => {
  const first = await create(page);
  const rename = { rpId: 'localhost', userId, name: 'ada@example.org', displayName: 'Ada' };
  const send = (name: string, details: object) =>
    page.evaluate(
      async ([name, details]) => {
        const passkeys = (await import('/client/passkeys/index.js' as string)) as Record<
          string,
          (of: object) => unknown
        >;
        return passkeys[name]?.(details);
      },
      [name, details] as const,
    );
  expect(await send('signalCurrentUserDetails', rename)).toBe(true);
  expect(await authenticator.passkeys()).toEqual({ [first.id]: 'ada@example.org' });
  const accepted = { rpId: 'localhost', userId, allAcceptedCredentialIds: [first.id] };
  expect(await send('signalAllAcceptedCredentials', accepted)).toBe(true);
  expect(Object.keys(await authenticator.passkeys())).toEqual([first.id]);
  expect(await send('signalUnknownCredential', { rpId: 'localhost', credentialId: first.id })).toBe(true);
  expect(await authenticator.passkeys()).toEqual({});
  // A signal for another domain is refused by the browser.
  expect(await send('signalUnknownCredential', { rpId: 'example.com', credentialId: first.id })).toBe(false);
});

test('the browser reports what it can do', async ({ page, origin }) => {
  await page.goto(origin);
  const capabilities = await page.evaluate(async () => {
    const { passkeyCapabilities } = (await import('/client/passkeys/index.js' as string)) as Passkeys;
    return passkeyCapabilities();
  });
  expect(capabilities).toMatchObject({ passkeys: true, conditionalGet: true, signalUnknownCredential: true });
  await page.goto('about:blank');
});
