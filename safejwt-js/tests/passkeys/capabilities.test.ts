import { expect, test } from 'vitest';
import { passkeyCapabilities } from '../../src/passkeys/index.js';
import { openCredentials } from '../support/credentials.js';

test('there are none where there is no browser', async () => {
  expect(await passkeyCapabilities()).toEqual({ passkeys: false, conditionalGet: false, conditionalCreate: false });
});

test('they are what the browser reports', async () => {
  openCredentials({ capabilities: { conditionalGet: true, conditionalCreate: true, hybridTransport: false } });
  const all = { passkeys: true, conditionalGet: true, conditionalCreate: true, hybridTransport: false };
  expect(await passkeyCapabilities()).toEqual(all);
});

test.each([true, false])('an older browser is asked for autofill alone: %s', async (conditionalGet) => {
  openCredentials({
    capabilities: null,
    platform: { isConditionalMediationAvailable: async () => conditionalGet },
  });
  expect(await passkeyCapabilities()).toEqual({ passkeys: true, conditionalGet, conditionalCreate: false });
});

test('the oldest browsers have dialogs only', async () => {
  openCredentials({ capabilities: null });
  expect(await passkeyCapabilities()).toEqual({ passkeys: true, conditionalGet: false, conditionalCreate: false });
});
