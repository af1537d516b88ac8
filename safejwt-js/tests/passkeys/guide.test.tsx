// @vitest-environment jsdom

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { AuthError } from '../../src/index.js';
import { PasskeyError, type PasskeyErrorCode } from '../../src/passkeys/index.js';
import { OfferPasskey } from '../guides/passkeys/offer-passkey.js';
import { PasskeyList } from '../guides/passkeys/passkey-list.js';
import { PasskeyLogin } from '../guides/passkeys/passkey-login.js';
import { passkeyMessage } from '../guides/passkeys/passkey-message.js';
import { createdJSON, creation, openCredentials, request } from '../support/credentials.js';
import { ada, ok, openAllauth, reply } from '../support/fake-allauth.js';
import { asInstalled } from '../support/snippets.js';

const root = join(import.meta.dirname, '..', '..', '..');
const page = readFileSync(join(root, 'docs', 'guides', 'passkeys.md'), 'utf8');
const folder = join(import.meta.dirname, '..', 'guides', 'passkeys');

test.each(readdirSync(folder))('the page on passkeys shows %s as it is tested', (file) =>
  expect(page).toContain(`// ${file}\n${asInstalled(readFileSync(join(folder, file), 'utf8')).trim()}`),
);

test('the page shows the authenticator that drives our own tests', () => {
  const file = readFileSync(join(root, 'tests', 'browser', 'client', 'authenticator.ts'), 'utf8');
  expect(page).toContain(`// authenticator.ts\n${file.trim()}`);
});

afterEach(cleanup);

const manage = 'account/authenticators/webauthn';
const laptop = { type: 'webauthn', id: 7, name: 'Laptop', created_at: 1, last_used_at: null };
const authenticators = (...list: object[]) => ok(list);
const press = (name: string) => fireEvent.click(screen.getByRole('button', { name }));

function openSignals() {
  const signals: [string, object][] = [];
  const names = ['signalUnknownCredential', 'signalAllAcceptedCredentials', 'signalCurrentUserDetails'];
  const platform = names.map((name) => [name, async (details: object) => void signals.push([name, details])]);
  return { signals, platform: Object.fromEntries(platform) };
}

describe('the login form', () => {
  test('logs in with a passkey of the autofill', async () => {
    const { call } = openCredentials();
    const { allauth, client, plan, signIn } = await openAllauth();
    plan('GET auth/webauthn/login', ok({ request_options: { publicKey: request } }));
    plan('POST auth/webauthn/login', signIn());
    render(<PasskeyLogin allauth={allauth} />);
    const { options, answer } = await call(0);
    expect(options.mediation).toBe('conditional');
    expect(screen.getByLabelText('Email').getAttribute('autocomplete')).toBe('username webauthn');
    answer();
    await vi.waitFor(() => expect(client.getState().user).toEqual(ada), 10_000);
  });

  test('logs in with the button, and shows nothing when the user closes the dialog', async () => {
    const { call } = openCredentials({ capabilities: {} });
    const { allauth, client, plan, signIn } = await openAllauth();
    const options = ok({ request_options: { publicKey: request } });
    plan('GET auth/webauthn/login', options.clone(), options);
    plan('POST auth/webauthn/login', signIn());
    render(<PasskeyLogin allauth={allauth} />);
    await screen.findByText('Use a passkey');
    press('Use a passkey');
    (await call(0)).fail('NotAllowedError');
    await waitFor(() => expect(screen.getByText('Use a passkey').hasAttribute('disabled')).toBe(false));
    expect(screen.getByRole('alert').textContent).toBe('');
    press('Use a passkey');
    (await call(1)).answer();
    await vi.waitFor(() => expect(client.getState().user).toEqual(ada), 10_000);
  });
});

describe('the offer after a login with a password', () => {
  test.each([
    ['the account has one', {}, [laptop], false],
    ['the device has no screen lock', { userVerifyingPlatformAuthenticator: false }, [], false],
    ['there is none yet', { userVerifyingPlatformAuthenticator: true }, [], true],
    ['the browser reports nothing', null, [], true],
  ])('if %s', async (_why, capabilities, list, isOffered) => {
    openCredentials({ capabilities });
    const { allauth, plan, sent } = await openAllauth({ signedIn: true });
    plan('GET account/authenticators', authenticators(...list));
    render(<OfferPasskey allauth={allauth} />);
    if (isOffered) await screen.findByText('Create a passkey');
    else await vi.waitFor(() => expect(sent().length + Number(list.length === 0)).toBeGreaterThan(0), 10_000);
    expect(screen.queryByText('Create a passkey') !== null).toBe(isOffered);
  });

  test('creates a passkey, and goes', async () => {
    openCredentials({ answers: true });
    const { allauth, plan, sent } = await openAllauth({ signedIn: true });
    plan('GET account/authenticators', authenticators());
    plan(`GET ${manage}?passwordless`, ok({ creation_options: { publicKey: creation } }));
    plan(`POST ${manage}`, ok(laptop));
    render(<OfferPasskey allauth={allauth} />);
    await screen.findByText('Create a passkey');
    press('Create a passkey');
    await waitFor(() => expect(screen.queryByText('Create a passkey')).toBeNull());
    expect(sent().at(-1)).toEqual([
      'POST /_allauth/app/v1/account/authenticators/webauthn',
      { name: 'My device', credential: createdJSON, passwordless: true },
    ]);
  });
});

describe('the list', () => {
  test('renames and deletes, and the browser hears of a deletion', async () => {
    const { signals, platform } = openSignals();
    openCredentials({ answers: true, platform });
    const { allauth, plan, sent } = await openAllauth({ signedIn: true });
    plan(
      'GET account/authenticators',
      authenticators({ type: 'totp' }, laptop),
      authenticators({ ...laptop, name: 'Mac' }),
    );
    plan(`PUT ${manage}`, ok({ ...laptop, name: 'Mac' }));
    vi.stubGlobal('prompt', () => 'Mac');
    render(<PasskeyList allauth={allauth} />);
    await screen.findByText('Laptop');
    press('Rename');
    await screen.findByText('Mac');
    plan(`DELETE ${manage}`, ok());
    plan(`GET ${manage}`, ok({ creation_options: { publicKey: creation } }));
    plan('GET account/authenticators', authenticators({ type: 'totp' }));
    press('Delete');
    await waitFor(() => expect(screen.queryByText('Mac')).toBeNull());
    expect(sent()).toContainEqual(['DELETE /_allauth/app/v1/account/authenticators/webauthn', { authenticators: [7] }]);
    expect(signals.map(([name]) => name)).toEqual(['signalAllAcceptedCredentials', 'signalCurrentUserDetails']);
  });

  test('shows why a passkey was not added, and the browser forgets one that the server refuses', async () => {
    const { signals, platform } = openSignals();
    openCredentials({ answers: true, platform });
    const { allauth, plan } = await openAllauth({ signedIn: true });
    plan('GET account/authenticators', authenticators());
    plan(`GET ${manage}?passwordless`, ok({ creation_options: { publicKey: creation } }));
    plan(`POST ${manage}`, reply(400, { errors: [{ code: 'incorrect_code', message: 'Incorrect code.' }] }));
    render(<PasskeyList allauth={allauth} />);
    press('Add a passkey');
    await screen.findByText('Incorrect code.');
    expect(signals.map(([name]) => name)).toEqual(['signalUnknownCredential']);
  });
});

test('each code has a text or none', () => {
  const shown: Record<PasskeyErrorCode, boolean> = {
    cancelled: false,
    aborted: false,
    timeout: true,
    already_registered: true,
    unsupported: true,
    not_allowed: true,
    failed: true,
  };
  for (const [code, isShown] of Object.entries(shown)) {
    const message = passkeyMessage(new PasskeyError(code as PasskeyErrorCode));
    expect(message !== null).toBe(isShown);
    if (message) expect(page).toContain(message);
  }
  expect(passkeyMessage(new AuthError('throttled', { message: 'Wait.' } as never))).not.toBeNull();
  expect([passkeyMessage(new Error('x')), passkeyMessage(null)]).toEqual(['Something went wrong. Try again.', null]);
});
