import { raceWithAbort } from './browser/abort-signal.js';
import { AuthError } from './errors.js';
import { readErrorCode } from './http/response.js';
import type { Transport } from './http/transport.js';
import type { Refresher } from './session/refresh.js';
import type { Session } from './session/session.js';
import type { AuthClient, AuthClientOptions, User } from './types.js';

type CurrentSession = Pick<Session<User>, 'store' | 'epoch' | 'token'>;
type FetchOptions = Pick<AuthClientOptions, 'onReauthenticationRequired' | 'authorizationHeader'>;
type Renewer = Pick<Refresher<User>, 'token' | 'renew'>;

/** `fetch` with the access token and the CSRF header for the API's origin only. */
export function createAuthorizedFetch(
  http: Transport,
  session: CurrentSession,
  refresher: Renewer,
  { onReauthenticationRequired, authorizationHeader = 'Authorization' }: FetchOptions,
): AuthClient['fetch'] {
  const sendRenewed = createRenewal(refresher);
  const reauthenticate = createReauthentication(session, onReauthenticationRequired);

  return async (input, init = {}) => {
    const url = resolveUrl(input);
    if (!http.isApi(url)) return http.plainFetch(input, init);
    const request = isRequest(input) ? new Request(input, init) : null;
    const { headers: given, signal = null } = request ?? init;
    const headers = new Headers(given);
    const checkUser = expectSameUser(session);

    function checkRepeat(status: number): void {
      checkUser();
      // A Request is cloned for each attempt, whatever its body. A stream beside a URL is consumed
      // by the first attempt.
      if (/Stream/.test({}.toString.call(init.body))) throw new AuthError('body_not_replayable', { status });
    }
    function send(token?: string | null): Promise<Response> {
      checkUser();
      if (token) headers.set(authorizationHeader, `Bearer ${token}`);
      else if (token === null) headers.delete(authorizationHeader);
      return http.send(request ?? url, { ...(request ? {} : init), signal, headers }, checkRepeat);
    }

    // The caller's own header is left alone, and so is the response to it.
    if (headers.has(authorizationHeader)) return send();
    signal?.throwIfAborted();
    const response = await sendRenewed(send, signal, checkUser, checkRepeat);
    if ((await readErrorCode(response, 403)) !== 'reauthentication_required') return response;
    checkUser();
    const refused = session.token();
    if (!(await raceWithAbort(reauthenticate(), signal))) return response;
    checkUser();
    // The token contains the time of the last authentication.
    await raceWithAbort(refresher.renew(refused), signal);
    checkRepeat(403);
    return sendRenewed(send, signal, checkUser, checkRepeat);
  };
}

/**
 * Makes the function that sends a request with a fresh token and, if the API refuses the token,
 * once more with a new one.
 */
function createRenewal(refresher: Renewer) {
  /** A renewed token that the API refused too. Renewing it again would not help. */
  let refused: string | undefined;

  return async (
    send: (token: string | null) => Promise<Response>,
    signal: AbortSignal | null,
    checkUser: () => void,
    checkRepeat: (status: number) => void,
  ): Promise<Response> => {
    const sent = await raceWithAbort(refresher.token(), signal);
    const response = await send(sent);
    const code = await readRefusal(response);
    // An API that reports the end of a session or a token does read tokens.
    if (!code || (sent === refused && !/ended|expired/.test(code))) return response;
    checkUser();
    const renewed = await raceWithAbort(refresher.renew(sent), signal);
    checkUser();
    // A visitor's request has been sent without a token already. A token may be the same: the server
    // issues the same one again within a second.
    if (renewed === null && sent === null) return response;
    checkRepeat(response.status);
    const repeated = await send(renewed);
    // The session is over. A public endpoint serves visitors; of a private one, the first response
    // says more, if it was about the token.
    if (renewed === null) return response.status === 401 && /^40[13]$/.test(`${repeated.status}`) ? response : repeated;
    if (await readRefusal(repeated)) refused = renewed;
    return repeated;
  };
}

/**
 * Returns why a new token may help. After the CSRF token has been renewed, `csrf_failed` means that
 * the access token is of a session whose cookies have been deleted or replaced.
 */
async function readRefusal(response: Response): Promise<string> {
  const code = await readErrorCode(response, 403);
  return code === 'csrf_failed' ? code : readErrorCode(response, 401);
}

/**
 * Makes the function that asks the user once for all requests that wait. It rejects as soon as a
 * different user or no user is signed in. A page that returns from the back/forward cache does not
 * know that yet.
 */
function createReauthentication(session: CurrentSession, onRequired: AuthClientOptions['onReauthenticationRequired']) {
  let pending: Promise<boolean> | null = null;

  return (): Promise<boolean> => {
    const user = userId(session);
    let unsubscribe = () => {};
    pending ??= new Promise<boolean>((resolve, reject) => {
      unsubscribe = session.store.subscribe(() => {
        if (session.store.get().status !== 'unknown' && user !== userId(session)) reject(new AuthError('superseded'));
      });
      Promise.resolve(onRequired?.() ?? false).then(resolve, reject);
    }).finally(() => {
      pending = null;
      unsubscribe();
    });
    return pending;
  };
}

/**
 * Returns a check that throws once a different user, or no user, is signed in. The same user may
 * log in again.
 */
function expectSameUser(session: CurrentSession): () => void {
  const signal = session.epoch.signal;
  const user = userId(session);
  return () => {
    if (user === undefined || user !== userId(session)) signal.throwIfAborted();
  };
}

function userId(session: CurrentSession): User['id'] | undefined {
  return session.store.get().user?.id;
}

/** By its method: the page of a test may have no class of this name, or another one. */
function isRequest(input: RequestInfo | URL): input is Request {
  return 'clone' in Object(input);
}

/** Resolves a relative URL against the document's base, or a worker's location, as `fetch` does. */
function resolveUrl(input: RequestInfo | URL): URL {
  return new URL(isRequest(input) ? input.url : input, globalThis.document?.baseURI ?? globalThis.location?.href);
}
