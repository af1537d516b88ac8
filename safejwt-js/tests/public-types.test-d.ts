import { expectTypeOf, test } from 'vitest';
import { type AllauthStep, createAllauthClient, type PendingStep } from '../src/allauth/index.js';
import {
  type AuthClient,
  type AuthError,
  type AuthState,
  createAuthClient,
  isAuthError,
  type RegisteredUser,
  type SignInResult,
  type User,
} from '../src/index.js';
import { createPasskey, getPasskey, isPasskeyError, type PasskeyErrorCode } from '../src/passkeys/index.js';
import { useAllauthFlow } from '../src/react/allauth.js';
import { AuthProvider, useAuth, useUser } from '../src/react/index.js';

interface Member extends User {
  avatar: string | null;
}

test("a project's own user type reaches state, verbs and hooks", () => {
  const client = createAuthClient<Member>();
  expectTypeOf(client).toEqualTypeOf<AuthClient<Member>>();
  expectTypeOf(client.getState()).toEqualTypeOf<AuthState<Member>>();
  expectTypeOf(client.login({ username: 'ada', password: 'right', remember: true })).resolves.toEqualTypeOf<Member>();
  expectTypeOf(useUser<Member>).returns.toEqualTypeOf<Member | null>();
  expectTypeOf(AuthProvider).toBeCallableWith({ client });
});

test('the status narrows user and reason', () => {
  const state = createAuthClient<Member>().getState();
  if (state.status === 'authenticated') expectTypeOf(state.user).toEqualTypeOf<Member>();
  else expectTypeOf(state.user).toBeNull();
  if (state.status === 'anonymous') expectTypeOf(state.reason).not.toBeNull();
  const auth = useAuth<Member>();
  if (auth.status === 'authenticated') expectTypeOf(auth.user.avatar).toEqualTypeOf<string | null>();
});

test('a user needs nothing but an id, and credentials are whatever the app sends', () => {
  const client = createAuthClient<{ id: string; email: string }, { email: string; password: string }>();
  expectTypeOf(client.login).parameter(0).toEqualTypeOf<{ email: string; password: string }>();
  expectTypeOf(AuthProvider).toBeCallableWith({ client });
  expectTypeOf(createAuthClient().login).toBeCallableWith({ email: 'ada@example.org', code: '123456' });
  interface Form {
    email: string;
  }
  expectTypeOf(createAuthClient().login).toBeCallableWith({} as Form);
  // @ts-expect-error the password is missing
  client.login({ email: 'ada@example.org' });
  // @ts-expect-error a user without an id
  createAuthClient<{ email: string }>();
});

test('a registered user type is the default everywhere', () => {
  expectTypeOf(createAuthClient()).toEqualTypeOf<AuthClient<RegisteredUser>>();
  expectTypeOf<RegisteredUser>().toEqualTypeOf<{ id: number; username: string; email: string }>();
  expectTypeOf(useUser()).toEqualTypeOf<RegisteredUser | null>();
  expectTypeOf<AuthState['user']>().toEqualTypeOf<RegisteredUser | null>();
});

test('the result of signIn is either a user or an answer', async () => {
  const { user, answer } = await createAuthClient<Member>().signIn<{ step: 'code' }>('login/');
  if (user) expectTypeOf(user).toEqualTypeOf<Member>();
  else expectTypeOf(answer).toEqualTypeOf<{ step: 'code' }>();
  const result = await createAuthClient().signIn('code/', new FormData());
  expectTypeOf(result).toEqualTypeOf<SignInResult>();
});

test('the guard narrows, and codes of the project are allowed', () => {
  const error: unknown = null;
  if (isAuthError(error)) {
    expectTypeOf(error).toEqualTypeOf<AuthError>();
    expectTypeOf<'invalid_credentials'>().toExtend<typeof error.code>();
    expectTypeOf<'coupon_used'>().toExtend<typeof error.code>();
  }
});

test('a request declares the type of its response', () => {
  expectTypeOf(createAuthClient().request<Member>('auth/')).resolves.toEqualTypeOf<Member>();
});

test('the steps of a flow are distinguished by their name, and the last one has the user', async () => {
  const allauth = createAllauthClient(createAuthClient<Member>());
  const next = await allauth.login({ email: 'ada@example.org', password: 'right' });
  expectTypeOf(next).toEqualTypeOf<AllauthStep<Member>>();
  if (next.step === 'done') expectTypeOf(next.user).toEqualTypeOf<Member>();
  if (next.step === 'mfa_authenticate') {
    expectTypeOf(next.types).items.toEqualTypeOf<'totp' | 'recovery_codes' | 'webauthn'>();
  }
  if (next.step === 'provider_signup') expectTypeOf(next.provider.name).toBeString();
  if (next.step === 'other') expectTypeOf(next.id).toBeString();
  // @ts-expect-error there is no such step
  if (next.step === 'mfa') throw next;
  expectTypeOf(useAllauthFlow(allauth).step).toEqualTypeOf<PendingStep | null>();
  expectTypeOf(useAllauthFlow(allauth).run(() => allauth.config())).resolves.toBeNullable();
});

test('a secret for an app of codes exists only while there is none', async () => {
  const totp = await createAllauthClient(createAuthClient()).totp.get();
  if (totp.isActive) expectTypeOf(totp).not.toHaveProperty('secret');
  else expectTypeOf(totp.secret).toBeString();
});

test('passkeys take options with and without publicKey', () => {
  expectTypeOf(getPasskey).toBeCallableWith({ challenge: 'abc' });
  expectTypeOf(getPasskey).toBeCallableWith({ publicKey: { challenge: 'abc' } }, { mediation: 'conditional' });
  // @ts-expect-error options of a login are no options for a new passkey
  createPasskey({ challenge: 'abc' });
  const error: unknown = null;
  if (isPasskeyError(error)) expectTypeOf(error.code).toEqualTypeOf<PasskeyErrorCode>();
});
