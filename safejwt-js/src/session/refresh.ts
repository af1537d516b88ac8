import { abortable } from '../browser/abort-signal.js';
import { type Clock, sleep, stopwatch, systemTimers } from '../browser/clock.js';
import { AuthError } from '../errors.js';
import type { CallOptions, Http } from '../http/transport.js';
import type { AuthState, Timers, User } from '../types.js';
import type { Breaker } from './circuit-breaker.js';
import { causes, type Session } from './session.js';
import type { Epochs } from './sign-in-epoch.js';
import type { Store } from './store.js';
import type { Message, SessionAnswer, Tabs } from './tab-channel.js';

export interface Refresh<TUser extends User> {
  /** A token good for a few seconds, `null` when nobody is signed in. Rejects when that cannot be found out. */
  token(): Promise<string | null>;
  /** The token that has replaced `refused`, or else a new one. */
  renew(refused: string | null): Promise<string | null>;
  /** Takes over what another tab says; those who wait for a token here are answered by it. */
  hear(message: Message<TUser>): void;
  /**
   * The network may be another one: a request that has been under way for a second is given up and sent again, for it may
   * wait for an answer that cannot come any more. The server's rotation is idempotent.
   */
  awake(): void;
}

/** Why a request was given up for another one. */
const again = {};
const patienceMilliseconds = 1_000;

/** Chromium grants a lock up to 3 ms before it delivers what its last holder posted (measured). */
const lateNewsMilliseconds = 50;

/** Gets new access tokens: one request at a time, whoever asks, in whichever tab. */
export function createRefresh<TUser extends User>(
  http: Http,
  store: Store<AuthState<TUser>>,
  session: Session<TUser>,
  epochs: Epochs,
  tabs: Tabs<TUser>,
  breaker: Breaker,
  clocks: readonly Clock[],
  timers: Timers = systemTimers,
): Refresh<TUser> {
  let inFlight: { epoch: AbortSignal; token: Promise<string | null>; look: () => void } | null = null;

  let attempt = { elapsed: () => 0, giveUp: () => {} };

  const isAnonymous = () => store.get().status === 'anonymous';

  /** What was found out here or by another tab: a token other than `replaced`, or that there is none; throws a failure. */
  function found(replaced: string | null): string | null | undefined {
    const token = session.token();
    if (isAnonymous() || (token !== null && token !== replaced)) return token;
    if (store.get().degraded) breaker.check();
    return undefined;
  }

  /** Without a session there is nothing to refresh: an anonymous visitor's requests do not each ask `token/`. */
  async function refresh(): Promise<string | null> {
    const epoch = epochs.current();
    if (inFlight?.epoch === epoch) return inFlight.token;
    const replaced = session.token();
    const known = found(replaced);
    if (known !== undefined) return known;
    let look = () => {};
    const token = new Promise<string | null>((resolve, reject) => {
      look = () => {
        try {
          const news = found(replaced);
          if (news !== undefined) resolve(news);
        } catch (error) {
          reject(error);
        }
      };
      const turn = () => epochs.enqueue((_, waited) => ask(epoch, replaced, waited));
      abortable(tabs.answered(), epoch).then(turn).then(resolve, reject);
    });
    const flight = { epoch, token, look };
    inFlight = flight;
    const clear = () => {
      if (inFlight === flight) inFlight = null;
    };
    token.then(clear, clear);
    return token;
  }

  async function ask(epoch: AbortSignal, replaced: string | null, waited: boolean): Promise<string | null> {
    if (waited && found(replaced) === undefined) await abortable(sleep(lateNewsMilliseconds, timers), epoch);
    const known = found(replaced);
    if (known !== undefined) return known;
    const { number } = epochs;
    const elapsed = stopwatch(clocks);
    const begun: CallOptions['begun'] = (end) => {
      attempt = { elapsed, giveUp: () => end(again) };
    };
    try {
      await session.start(epoch, () => http.call<SessionAnswer<TUser>>('token/', { signal: epoch, begun }));
      return session.token();
    } catch (error) {
      epoch.throwIfAborted();
      const news = found(replaced);
      if (news !== undefined) return news;
      const isGivenUp = (error as AuthError).cause === again;
      // What this may wait for, too, is the answer of `csrf/`.
      if (isGivenUp) http.forgetCsrf();
      // Another tab knows of a change of person; whether the answer came before or after it, only the server can say.
      if (isGivenUp || number !== epochs.number) return ask(epoch, replaced, false);
      return fail(error as AuthError);
    }
  }

  /**
   * Only the server's own word ends a session. A network error, a 5xx, a 429 or a 401 in another form (a proxy's login page)
   * says nothing about it.
   */
  function fail(error: AuthError): null {
    if (error.status === 401 && causes.test(error.code)) {
      session.end(error.code);
      return null;
    }
    degrade(error);
    tabs.tell({ type: 'failure', epoch: epochs.number, error: { ...error, message: error.message } });
    throw error;
  }

  function degrade(error: AuthError): void {
    const state = store.get();
    // The first failure since the server has answered.
    if (!state.degraded) breaker.reset();
    breaker.fail(error);
    store.set({ ...state, degraded: true });
  }

  async function token(): Promise<string | null> {
    try {
      return session.freshToken() ?? (await refresh());
    } catch (error) {
      // The last seconds of a token are better than none.
      const token = session.freshToken(0);
      if (token === null) throw error;
      return token;
    }
  }

  return {
    token,
    async renew(refused) {
      return session.token() === refused ? refresh() : token();
    },
    hear(message) {
      const { number } = epochs;
      if (message.type !== 'failure') session.hear(message);
      else if (message.epoch >= epochs.number && !isAnonymous()) {
        degrade(new AuthError(message.error.code, message.error));
      }
      if (number !== epochs.number) http.forgetCsrf();
      inFlight?.look();
    },
    awake() {
      timers.setTimeout(attempt.giveUp, patienceMilliseconds - attempt.elapsed());
    },
  };
}
