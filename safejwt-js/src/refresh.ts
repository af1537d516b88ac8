import type { Epochs } from './epochs.js';
import { type AuthError, isAuthError } from './errors.js';
import type { Http } from './http.js';
import type { Session, SessionAnswer } from './session.js';
import type { Store } from './store.js';
import type { AnonymousReason, AuthState, User } from './types.js';

export interface Refresh {
  /** A token good for a few seconds, `null` when nobody is signed in. Rejects when that cannot be found out. */
  token(): Promise<string | null>;
  /** The token that has replaced `refused`, or else a new one. */
  renew(refused: string | null): Promise<string | null>;
}

const reasonByCode: Readonly<Record<string, AnonymousReason | null>> = {
  refresh_token_missing: null,
  refresh_token_invalid: null,
  refresh_token_expired: 'session_expired',
  refresh_token_revoked: 'session_revoked',
  refresh_token_reused: 'session_reused',
};

/** Gets new access tokens: one request at a time, whoever asks. */
export function createRefresh<TUser extends User>(
  http: Http,
  store: Store<AuthState<TUser>>,
  session: Session<TUser>,
  epochs: Epochs,
): Refresh {
  let inFlight: { readonly epoch: AbortSignal; readonly token: Promise<string | null> } | null = null;

  /** Without a session there is nothing to refresh: an anonymous visitor's requests do not each ask `token/`. */
  function refresh(): Promise<string | null> {
    if (store.get().status === 'anonymous') return Promise.resolve(null);
    const epoch = epochs.current();
    if (inFlight?.epoch === epoch) return inFlight.token;
    const replaced = session.token();
    const token = epochs.enqueue(() => ask(epoch, replaced));
    inFlight = { epoch, token };
    const clear = () => {
      if (inFlight?.token === token) inFlight = null;
    };
    token.then(clear, clear);
    return token;
  }

  async function ask(epoch: AbortSignal, replaced: string | null): Promise<string | null> {
    // A login that was queued before has brought a token, so this request would only rotate for nothing.
    if (session.token() !== replaced) return session.token();
    try {
      await session.start(epoch, () => http.call<SessionAnswer<TUser>>('token/', { signal: epoch }));
      return session.token();
    } catch (error) {
      epoch.throwIfAborted();
      if (isRefusal(error)) return giveUp(error);
      session.degrade();
      throw error;
    }
  }

  function giveUp(refusal: AuthError): null {
    const reason = reasonByCode[refusal.code];
    session.end(reason ?? (store.get().status === 'authenticated' ? 'signed_out' : 'not_signed_in'));
    return null;
  }

  return {
    async token() {
      return session.freshToken() ?? refresh();
    },
    async renew(refused) {
      const current = session.token();
      return current === refused ? refresh() : current;
    },
  };
}

/**
 * Only the server's own word ends a session. A network error, a 5xx, a 429 or a 401 in another form (a proxy's login page)
 * says nothing about it.
 */
function isRefusal(error: unknown): error is AuthError {
  return isAuthError(error) && error.status === 401 && Object.hasOwn(reasonByCode, error.code);
}
