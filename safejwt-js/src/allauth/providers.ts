import { AuthError } from '../errors.js';
import type { User } from '../types.js';
import type { AllauthTransport } from './transport.js';
import type { AllauthCore, AllauthEmail, AllauthStep, AllauthUser, ProviderAccount } from './types.js';

/** `connect` adds the provider to the account of the signed-in user. */
export type ProviderProcess = 'login' | 'connect';

export interface AllauthProviders<TUser extends User> {
  /**
   * Leaves the page for the provider. `callbackUrl` is a page of the app, which calls `finish`. It
   * posts a form, as allauth requires; a Content-Security-Policy with `form-action` has to allow the
   * provider. `connect` needs a recent authentication, or `finish` rejects with
   * `reauthentication_required`.
   */
  redirect(options: { provider: string; callbackUrl: string; process?: ProviderProcess }): Promise<void>;
  /**
   * Continues after the return from the provider. Rejects with allauth's error from the URL:
   * `cancelled`, `denied`, `signup_closed`…
   */
  finish(): Promise<AllauthStep<TUser>>;
  /** Logs in with a token that the provider's own script has received. */
  token(options: {
    provider: string;
    token: { client_id: string; id_token?: string; access_token?: string };
    process?: ProviderProcess;
  }): Promise<AllauthStep<TUser>>;
  /** What the provider said of the user, for the form of the step `provider_signup`. */
  getSignup(): Promise<{ user: AllauthUser; account: ProviderAccount; email: readonly AllauthEmail[] }>;
  /** Performs the step `provider_signup`. */
  signup(fields: object): Promise<AllauthStep<TUser>>;
  list(): Promise<readonly ProviderAccount[]>;
  /** Returns the accounts that are left. */
  disconnect(account: { provider: string; uid: string }): Promise<readonly ProviderAccount[]>;
}

export function createProviders<TUser extends User>(
  client: AllauthCore<TUser>,
  { flow, read, step, url }: AllauthTransport<TUser>,
): AllauthProviders<TUser> {
  return {
    async redirect({ provider, callbackUrl, process = 'login' }) {
      const action = url('auth/provider/redirect', 'browser');
      const fields = { provider, callback_url: callbackUrl, process };
      if (process === 'connect') {
        // A form cannot carry the access token, so the server answers where to go.
        const { data } = await client.request<{ data: { location: string } }>(action, { method: 'POST', body: fields });
        location.assign(data.location);
        return;
      }
      // A page may not be able to read the cookie of the API.
      const { csrfToken } = await client.request<{ csrfToken: string }>('csrf/');
      postForm(action, { ...fields, csrfmiddlewaretoken: csrfToken });
    },
    async finish() {
      const error = new URLSearchParams(location.search).get('error');
      if (error) throw new AuthError(error);
      const { user } = await client.restore();
      if (user) return { step: 'done', user };
      flow.continueInBrowser();
      return step('GET', 'auth/session');
    },
    token: ({ process = 'login', ...body }) => step('POST', 'auth/provider/token', { body: { ...body, process } }),
    getSignup: () => read('GET', 'auth/provider/signup'),
    signup: (fields) => step('POST', 'auth/provider/signup', { body: fields }),
    list: () => read('GET', 'account/providers'),
    disconnect: ({ provider, uid: account }) => read('DELETE', 'account/providers', { body: { provider, account } }),
  };
}

function postForm(action: string, fields: Readonly<Record<string, string>>): void {
  const form = document.createElement('form');
  form.method = 'post';
  form.action = action;
  for (const [name, value] of Object.entries(fields)) {
    form.append(Object.assign(document.createElement('input'), { type: 'hidden', name, value }));
  }
  document.body.append(form);
  form.submit();
}
