import { expectTypeOf, test } from 'vitest';
import {
  type AuthClient,
  type AuthError,
  type AuthState,
  createAuthClient,
  isAuthError,
  type User,
} from '../src/index.js';
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
