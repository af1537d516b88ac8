import { use } from 'react';
import { type AllauthConfig, type AllauthProvider, createAllauthClient } from 'safejwt-js/allauth';
import { client } from './auth';

type Ways = Pick<AllauthConfig, 'mfa' | 'socialaccount'>;

let loading: Promise<Ways> | null = null;

/** Loads it once. A page that cannot load it still offers a login by password. */
function load(): Promise<Ways> {
  // django-allauth tells its client `app` only of those providers that accept a token.
  loading ??= createAllauthClient(client, { client: 'browser' })
    .config()
    .catch(() => ({}));
  return loading;
}

/** The ways to log in that the settings of the server have. Suspends until they are known. */
export function useWays() {
  const { mfa, socialaccount } = use(load());
  const types = mfa?.supported_types ?? [];
  return {
    hasApp: types.includes('totp'),
    hasPasskeys: types.includes('webauthn'),
    providers: (socialaccount?.providers ?? []).filter(({ flows }) => flows.includes('provider_redirect')),
  } satisfies { hasApp: boolean; hasPasskeys: boolean; providers: readonly AllauthProvider[] };
}
