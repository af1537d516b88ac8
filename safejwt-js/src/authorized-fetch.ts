import { abortable } from './browser/abort-signal.js';
import { AuthError } from './errors.js';
import { codeOf } from './http/response.js';
import type { Http } from './http/transport.js';
import type { Refresh } from './session/refresh.js';
import type { Epochs } from './session/sign-in-epoch.js';
import type { Store } from './session/store.js';
import type { AuthClientOptions, AuthState, User } from './types.js';

/** The 401s that a new access token can mend. */
const mendable = /^(?:access_token_expired|invalid_token|session_ended|not_authenticated)$/;

/** `fetch` with the access token and the CSRF header for the API's origin, and nothing for any other. */
export function createAuthorizedFetch<TUser extends User>(
  http: Http,
  store: Store<AuthState<TUser>>,
  refresh: Refresh<TUser>,
  epochs: Epochs,
  onReauthenticationRequired: AuthClientOptions['onReauthenticationRequired'],
) {
  const personId = () => store.get().user?.id;
  let question: Promise<boolean> | null = null;
  /** A token that replaced a refused one and was refused itself: another would be, too. */
  let hopeless: string | undefined;

  /**
   * One question to the person for all requests that wait for the answer. It is over as soon as the person is another one, or
   * nobody; a page out of the back/forward cache does not know yet.
   */
  function reauthenticate(): Promise<boolean> {
    const person = personId();
    let stop = () => {};
    question ??= new Promise<boolean>((resolve, reject) => {
      stop = store.subscribe(() => {
        if (store.get().status !== 'unknown' && person !== personId()) reject(new AuthError('superseded'));
      });
      Promise.resolve(onReauthenticationRequired?.() ?? false).then(resolve, reject);
    }).finally(() => {
      question = null;
      stop();
    });
    return question;
  }

  return async function authorizedFetch(input: RequestInfo | URL, init: RequestInit = {}): Promise<Response> {
    const url = resolve(input);
    if (!http.isApi(url)) return http.plainFetch(input, init);

    const request = input instanceof Request ? new Request(input, init) : null;
    const headers = new Headers((request ?? init).headers);
    const signal = (request ?? init).signal ?? null;
    // A Request is cloned for each try, whatever its body is; a stream given beside a URL is used up by the first.
    const replayable = !(init.body instanceof ReadableStream);
    const epoch = epochs.current();
    const person = personId();

    /** The same person who has signed in again may go on. */
    function checkPerson(): void {
      if (person === undefined || person !== personId()) epoch.throwIfAborted();
    }

    function checkRepeat(status: number): void {
      checkPerson();
      if (!replayable) throw new AuthError('body_not_replayable', { status });
    }

    function send(token: string | null): Promise<Response> {
      checkPerson();
      if (token !== null) headers.set('Authorization', `Bearer ${token}`);
      return http.send(request ?? url, { ...(request ? {} : init), signal, headers }, checkRepeat);
    }

    // An Authorization header of the caller's own is left alone, and so is the answer to it.
    if (headers.has('Authorization')) return send(null);

    signal?.throwIfAborted();
    const response = await sendRenewed();
    if (response.status !== 403 || (await codeOf(response)) !== 'reauthentication_required') return response;
    checkPerson();
    if (!(await abortable(reauthenticate(), signal))) return response;
    checkRepeat(403);
    return sendRenewed();

    /** What a new access token can mend; empty if nothing. */
    async function complaint(response: Response): Promise<string> {
      const code = response.status === 401 ? await codeOf(response) : null;
      return code && mendable.test(code) ? code : '';
    }

    async function sendRenewed(): Promise<Response> {
      const sent = await abortable(refresh.token(), signal);
      const response = await send(sent);
      const code = await complaint(response);
      // That a session or a token is over is told by an API that does read tokens.
      if (!code || (sent === hopeless && !/ended|expired/.test(code))) return response;
      checkPerson();
      const renewed = await abortable(refresh.renew(sent), signal);
      checkPerson();
      if (renewed === null) return response;
      checkRepeat(401);
      const repeated = await send(renewed);
      if (await complaint(repeated)) hopeless = renewed;
      return repeated;
    }
  };
}

/** Relative URLs are resolved against the document's base, or a worker's address, as `fetch` does. */
function resolve(input: RequestInfo | URL): URL {
  return new URL(
    input instanceof Request ? input.url : input,
    globalThis.document?.baseURI ?? globalThis.location?.href,
  );
}
