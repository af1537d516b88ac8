import type { AnonymousReason, AuthClient, AuthState } from 'safejwt-js';
import { vi } from 'vitest';
import type { Account } from '../src/features/session/auth-client';

export const alice: Account = {
  id: 7,
  username: 'alice',
  email: 'alice@example.org',
  last_login: '2026-11-23T20:38:00Z',
  date_joined: '2026-03-02T09:00:00Z',
};

export const unknown: AuthState<Account> = { status: 'unknown', user: null, reason: null, degraded: false };

export function signedIn(user: Account = alice): AuthState<Account> {
  return { status: 'authenticated', user, reason: null, degraded: false };
}

export function signedOut(reason: AnonymousReason = 'not_signed_in'): AuthState<Account> {
  return { status: 'anonymous', user: null, reason, degraded: false };
}

/** A client without a server. Tests set its state, and its methods are mocks. */
export function fakeClient(initial: AuthState<Account>) {
  let state = initial;
  const listeners = new Set<() => void>();

  function become(next: AuthState<Account>): void {
    state = next;
    for (const listener of listeners) listener();
  }

  const request = vi.fn<(path: string, options?: object) => Promise<unknown>>(async (path) =>
    path === 'email/' ? { email: state.user?.email, verified: true, pending: null } : [],
  );
  const client = {
    getState: () => state,
    subscribe(listener: () => void) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    restore: vi.fn(async () => state),
    signIn: vi.fn() as AuthClient<Account>['signIn'],
    adopt: vi.fn<AuthClient<Account>['adopt']>(),
    adoptLogin: vi.fn<AuthClient<Account>['adoptLogin']>(async () => state.user),
    refresh: vi.fn<AuthClient<Account>['refresh']>(async () => state.user),
    login: vi.fn<AuthClient<Account>['login']>(async () => {
      become(signedIn());
      return alice;
    }),
    register: vi.fn<AuthClient<Account>['register']>(async () => {
      become(signedIn());
      return alice;
    }),
    reauthenticate: vi.fn(async (_password: string) => {}),
    logout: vi.fn(async () => become(signedOut('signed_out'))),
    logoutEverywhere: vi.fn(async () => become(signedOut('signed_out'))),
    fetch: vi.fn<AuthClient<Account>['fetch']>(),
    request: request as typeof request & AuthClient<Account>['request'],
    getAccessToken: vi.fn<() => Promise<string | null>>(async () => null),
    getFailure: vi.fn<AuthClient<Account>['getFailure']>(() => null),
    setUser: vi.fn((user: Account) => become(signedIn(user))),
    dispose: vi.fn(),
  } satisfies AuthClient<Account>;

  return { ...client, become };
}

export type FakeClient = ReturnType<typeof fakeClient>;
