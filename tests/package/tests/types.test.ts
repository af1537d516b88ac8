import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { output } from '../places.js';

const folder = join(output, 'types');
const tsc = join(import.meta.dirname, '..', '..', '..', 'node_modules', '.bin', 'tsc');

/** Returns what the compiler says about a file of an app that has installed the package. */
function compile(text: string): string {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'app.tsx'), text);
  const resolution = { module: 'ESNext', moduleResolution: 'bundler', types: [], jsx: 'react-jsx', noEmit: true };
  const compilerOptions = { ...resolution, lib: ['ES2023', 'DOM', 'DOM.Iterable'] };
  const configuration = { extends: '../../../tsconfig.base.json', compilerOptions, include: ['app.tsx'] };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(configuration));
  try {
    execFileSync(tsc, ['-p', folder], { stdio: 'pipe' });
    return '';
  } catch (error) {
    return String((error as { stdout: Buffer }).stdout);
  }
}

const registered = `
import { createAuthClient } from 'safejwt-js';
import { AuthProvider, useAuth, useUser } from 'safejwt-js/react';
import { createTestServer } from 'safejwt-js/testing';

declare module 'safejwt-js' {
  interface Register {
    user: { id: string; email: string; role: 'member' | 'manager' };
    credentials: { email: string; password: string };
  }
}

export const client = createAuthClient();
export const signingIn = client.login({ email: 'ada@example.org', password: 'right' });
export function Page() {
  const role: 'member' | 'manager' | undefined = useUser()?.role;
  return <AuthProvider client={client}>{role} {useAuth().user?.email}</AuthProvider>;
}
createTestServer().handle('/api/', (_request, user) => user.role);
`;

test('an app registers its user and its credentials once, for all entries', () => {
  expect(compile(registered)).toBe('');
});

test.each([
  ["client.login({ username: 'ada', password: 'right' });", 'username'],
  ['useUser()?.username;', 'username'],
])('other fields are errors then: %s', (line, field) => {
  expect(compile(`${registered}${line}\n`)).toContain(field);
});

test('without a registration, users have an id and credentials are any fields', () => {
  const text = `
    import { createAuthClient } from 'safejwt-js';
    interface Member { id: number; email: string; name: string }
    interface Form { email: string; password: string }
    const form: Form = { email: 'ada@example.org', password: 'right' };
    export const client = createAuthClient<Member>();
    export const names = client.login(form).then(({ name }) => name);
    export const id = createAuthClient().getState().user?.id;
  `;
  expect(compile(text)).toBe('');
});

const signIn = `
import { createAuthClient } from 'safejwt-js';
import { type AllauthStep, createAllauthClient } from 'safejwt-js/allauth';
import { createPasskey, getPasskey, isPasskeyError, type PasskeyErrorCode } from 'safejwt-js/passkeys';
import { useAllauthFlow } from 'safejwt-js/react/allauth';
import { usePasskeyLogin } from 'safejwt-js/react/passkeys';

interface Member { id: number; email: string }
const client = createAuthClient<Member>();
const allauth = createAllauthClient(client);

export function nextPage(step: AllauthStep<Member>): string {
  switch (step.step) {
    case 'done': return step.user.email;
    case 'mfa_authenticate': return step.types.join();
    case 'provider_signup': return step.provider.name;
    case 'other': return step.id;
    case 'none': case 'login_by_code': case 'verify_email': case 'verify_phone': case 'mfa_signup_webauthn':
    case 'mfa_trust': case 'password_reset_by_code': return step.flows.map(({ id }) => id).join();
  }
}
export function Login() {
  const { step, run } = useAllauthFlow(allauth);
  const { signIn, isSupported } = usePasskeyLogin((get) => allauth.passkeys.login(get));
  if (step?.step === 'mfa_authenticate') void run(() => allauth.authenticate('123456')).then((next) => next && nextPage(next));
  return isSupported ? <button onClick={signIn}>{step?.flows.length}</button> : null;
}
export const created = client.request<{ publicKey: Parameters<typeof createPasskey>[0] & object }>('options/');
export const code = (error: unknown): PasskeyErrorCode | null => (isPasskeyError(error) ? error.code : null);
export const used = getPasskey({ challenge: 'abc' }, { mediation: 'conditional', signal: new AbortController().signal });
`;

test('the steps of allauth are a union that the compiler knows whole', () => {
  expect(compile(signIn)).toBe('');
});

test.each([
  ["nextPage({ step: 'mfa_trust' } as AllauthStep<Member>).types;", 'types'],
  ['allauth.reauthentication.byPassword(1);', 'string'],
  ["export const wrong: PasskeyErrorCode = 'closed';", 'closed'],
  ["getPasskey({ rpId: 'app.example' });", 'challenge'],
])('other names are errors: %s', (line, word) => {
  expect(compile(`${signIn}${line}\n`)).toContain(word);
});
