import { describe, expect, test, vi } from 'vitest';
import {
  signalAllAcceptedCredentials,
  signalCurrentUserDetails,
  signalUnknownCredential,
} from '../../src/passkeys/index.js';
import { openCredentials } from '../support/credentials.js';

const signals = [
  ['signalUnknownCredential', () => signalUnknownCredential(unknown)],
  ['signalAllAcceptedCredentials', () => signalAllAcceptedCredentials(accepted)],
  ['signalCurrentUserDetails', () => signalCurrentUserDetails(details)],
] as const;

const unknown = { rpId: 'app.example', credentialId: 'b2xk' };
const accepted = { rpId: 'app.example', userId: 'dXNlcg', allAcceptedCredentialIds: ['bmV3'] };
const details = { rpId: 'app.example', userId: 'dXNlcg', name: 'ada', displayName: 'Ada' };
const sent = {
  signalUnknownCredential: unknown,
  signalAllAcceptedCredentials: accepted,
  signalCurrentUserDetails: details,
};

describe.each(signals)('%s', (name, send) => {
  test('reaches the browser', async () => {
    const method = vi.fn(async () => undefined);
    openCredentials({ platform: { [name]: method } });
    expect(await send()).toBe(true);
    expect(method.mock.calls).toEqual([[sent[name]]]);
  });

  test('is refused by the browser without an error', async () => {
    openCredentials({ platform: { [name]: async () => Promise.reject(new TypeError('No base64url.')) } });
    expect(await send()).toBe(false);
  });

  test('is skipped by an older browser, and on a server', async () => {
    expect(await send()).toBe(false);
    openCredentials();
    expect(await send()).toBe(false);
  });
});
