import { vi } from 'vitest';

const bytes = (text: string) => new TextEncoder().encode(text).buffer;

/** What the platform hands out for a passkey; the members of the prototype are inherited, as in browsers. */
class FakeCredential {
  get id() {
    return 'cGFzc2tleQ';
  }
  get rawId() {
    return bytes('passkey');
  }
  get type() {
    return 'public-key';
  }
  get authenticatorAttachment() {
    return 'platform';
  }
  readonly response: object;
  constructor(response: object) {
    this.response = response;
  }
  getClientExtensionResults() {
    return { credProps: { rk: true }, prf: { results: { first: bytes('??>') } } };
  }
}

const assertion = { authenticatorData: bytes('data'), signature: bytes('signed'), userHandle: null };
const attestation = { attestationObject: bytes('attested'), getTransports: () => ['internal'] };

for (const name of ['id', 'rawId', 'type', 'authenticatorAttachment', 'getClientExtensionResults']) {
  // WebIDL's attributes and methods are enumerable, unlike those of a class.
  const descriptor = Object.getOwnPropertyDescriptor(FakeCredential.prototype, name);
  Object.defineProperty(FakeCredential.prototype, name, { ...descriptor, enumerable: true });
}

/** The JSON of such a credential. */
export const usedJSON = {
  id: 'cGFzc2tleQ',
  rawId: 'cGFzc2tleQ',
  type: 'public-key',
  authenticatorAttachment: 'platform',
  clientExtensionResults: { credProps: { rk: true }, prf: { results: { first: 'Pz8-' } } },
  response: { clientDataJSON: 'Y2xpZW50', authenticatorData: 'ZGF0YQ', signature: 'c2lnbmVk', userHandle: null },
};

export const createdJSON = {
  ...usedJSON,
  response: { clientDataJSON: 'Y2xpZW50', attestationObject: 'YXR0ZXN0ZWQ' },
};

interface PlatformOptions {
  /** What `getClientCapabilities` reports; `null` for a browser without it. */
  capabilities?: Record<string, boolean> | null;
  /** Whether the browser converts from and to JSON. */
  json?: boolean;
  /** Overrides of the credential: a broken `toJSON`. */
  credential?: object;
  /** Members of `PublicKeyCredential`. */
  platform?: object;
  /** Answers each call at once. */
  answers?: boolean;
}

export type Ceremony = CredentialCreationOptions & CredentialRequestOptions;

/** Replaces the browser's credentials by one that the test answers: each call waits until then. */
export function openCredentials({
  capabilities = { conditionalGet: true, conditionalCreate: true },
  json = true,
  credential = {},
  platform = {},
  answers = false,
}: PlatformOptions = {}) {
  const calls: { verb: 'create' | 'get'; options: Ceremony; answer(): void; fail(name: string): void }[] = [];

  const ask = (verb: 'create' | 'get') => (options: Ceremony) =>
    new Promise((resolve, reject) => {
      const response = { clientDataJSON: bytes('client'), ...(verb === 'get' ? assertion : attestation) };
      const own = json ? { toJSON: () => (verb === 'get' ? usedJSON : createdJSON) } : {};
      const answer = () => resolve(Object.assign(new FakeCredential(response), own, credential));
      options.signal?.addEventListener('abort', () => reject(options.signal?.reason));
      calls.push({ verb, options, answer, fail: (name) => reject(new DOMException('It failed.', name)) });
      if (answers) answer();
    });

  const parse = (verb: string) => (options: object) => ({ ...options, parsed: verb });
  const parsers = { parseCreationOptionsFromJSON: parse('create'), parseRequestOptionsFromJSON: parse('get') };
  const reports = capabilities && { getClientCapabilities: async () => capabilities };
  vi.stubGlobal('PublicKeyCredential', { ...reports, ...(json && parsers), ...platform });
  vi.stubGlobal('navigator', { credentials: { create: ask('create'), get: ask('get') } });
  return {
    calls,
    /** Resolves with the n-th call, once the browser has been asked. */
    call: (index: number) =>
      vi.waitFor(() => {
        const call = calls[index];
        if (!call) throw new Error(`The browser has not been asked ${index + 1} times.`);
        return call;
      }),
  };
}

export const creation = {
  challenge: 'Y2hhbGxlbmdl',
  rp: { id: 'app.example', name: 'App' },
  user: { id: 'dXNlcg', name: 'ada', displayName: 'Ada' },
  pubKeyCredParams: [{ type: 'public-key', alg: -7 }],
  excludeCredentials: [{ id: 'b2xk', type: 'public-key' }],
};

export const request = {
  challenge: 'Pz8-',
  rpId: 'app.example',
  timeout: 60_000,
  allowCredentials: [{ id: 'b2xk', type: 'public-key', transports: ['usb'] }],
};
