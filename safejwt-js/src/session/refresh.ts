import { raceWithAbort } from '../browser/abort-signal.js';
import { sleep, stopwatch } from '../browser/clock.js';
import { isVisible } from '../browser/page-lifecycle.js';
import type { Platform } from '../browser/platform.js';
import { AuthError } from '../errors.js';
import type { CallOptions, Transport } from '../http/transport.js';
import type { AuthState, User } from '../types.js';
import { type CircuitBreaker, createCircuitBreaker } from './circuit-breaker.js';
import type { RefreshQueue } from './refresh-queue.js';
import { endCodes, type Session } from './session.js';

/** A refresh that all callers of this tab share, and the signal of its epoch. */
interface Flight {
  readonly signal: AbortSignal;
  readonly token: Promise<string | null>;
}

type RefreshPlatform = Pick<Platform, 'clocks' | 'random' | 'timers' | 'page'>;

/** Why a request was given up for another one. */
const retry = {};
const patienceMilliseconds = 1_000;

/** Chromium grants a lock up to 3 ms before it delivers what its last holder posted (measured). */
const lateMessageMilliseconds = 50;

/** Gets new access tokens: one request at a time, for all callers in all tabs. */
export class Refresher<TUser extends User> {
  declare readonly breaker: CircuitBreaker;
  readonly #session: Session<TUser>;
  readonly #http: Transport;
  readonly #queue: RefreshQueue;
  readonly #platform: RefreshPlatform;
  #inFlight: Flight | null = null;
  /** Settles the refresh in flight early if another tab has found the outcome. */
  #settle = () => {};
  /** Gives up the request under way once it has had its time. */
  #limit = () => {};

  constructor(session: Session<TUser>, http: Transport, queue: RefreshQueue, platform: RefreshPlatform) {
    this.#session = session;
    this.#http = http;
    this.#queue = queue;
    this.#platform = platform;
    this.breaker = createCircuitBreaker(platform, platform.page && (() => this.#probe()));
    session.onMessage = (failure, isNewEpoch) => {
      if (failure) this.#degrade(new AuthError(failure.code, failure));
      if (isNewEpoch) http.forgetCsrf();
      this.#settle();
    };
  }

  /**
   * Returns a token that is valid for a few seconds; `null` when no user is signed in. Rejects when
   * neither is known.
   */
  async token(): Promise<string | null> {
    try {
      return this.#session.freshToken() ?? (await this.#start());
    } catch (error) {
      // The last seconds of a token are better than none.
      const token = this.#session.freshToken(0);
      if (token) return token;
      throw error;
    }
  }

  /** Returns the token that has replaced `refused`, or else a new one. */
  async renew(refused: string | null): Promise<string | null> {
    return this.#session.token() === refused ? this.#start() : this.token();
  }

  /** Returns the user of a new token, or of a session that has started elsewhere. */
  async refresh(): Promise<TUser | null> {
    this.#session.doubt();
    await this.renew(this.#session.token());
    return this.#session.store.get().user;
  }

  /**
   * The user or the network may be back. Gives up and repeats a request that has been under way for
   * a second: after a change of network, its response may never arrive. The server's rotation is
   * idempotent.
   */
  awake(): void {
    this.#limit();
    if (this.#isAwaited()) this.breaker.shorten(1000);
  }

  /** Returns the state once it is known, or once it cannot be known for now. */
  async restore(): Promise<AuthState<TUser>> {
    this.breaker.shorten(0);
    while (this.#session.store.get().status === 'unknown') {
      try {
        await this.renew(null);
      } catch (error) {
        // A login has taken over. The next round waits for it: it brings a session, or the state
        // stays `unknown`.
        if ((error as AuthError).code !== 'superseded') break;
      }
    }
    return this.#session.store.get();
  }

  /** Signs out the tabs, and then ends the session on the server. */
  async logOut(): Promise<void> {
    const { status, degraded } = this.#session.store.get();
    // A repetition changes nothing until the server has confirmed it.
    if (status !== 'anonymous' || !degraded) this.#session.leave();
    // The request is not tied to the epoch: a login that follows must wait until the server has
    // processed it.
    await this.#queue(this.#session.epoch.signal, () => this.#endOnServer());
  }

  /** Sends the logout. Until the server confirms it, every page of the browser repeats it. */
  async #endOnServer(): Promise<null> {
    const { number } = this.#session.epoch;
    try {
      await this.#http.call('logout/', { keepalive: true });
    } catch (error) {
      if (!this.#session.unconfirmedLogout.isSet()) throw error;
      // Without the hint there is no session any more: only the response is missing.
      if (this.#http.sessionHints() !== null) {
        if (this.#session.store.get().status === 'unknown') this.#session.clear('logout');
        this.#report(error as AuthError);
      }
    }
    this.#http.forgetCsrf();
    this.#session.confirmLogout(number);
    return null;
  }

  /** Repeats the logout, unless another tab has completed it or a user has logged in. */
  async #logOutAgain(): Promise<void> {
    const { signal, number } = this.#session.epoch;
    await this.#queue(signal, async () => {
      if (this.#session.unconfirmedLogout.isSet()) await this.#endOnServer();
      else this.#session.confirmLogout(number);
    });
  }

  /** Whether a logout is incomplete, or a visible page shows that the server is unreachable. */
  #isAwaited(): boolean {
    const { degraded, status } = this.#session.store.get();
    return degraded && (status === 'anonymous' || isVisible());
  }

  /** The page recovers as soon as the server does, without a click. */
  #probe(): void {
    if (!this.#isAwaited()) return;
    const attempt = this.#session.store.get().status === 'anonymous' ? this.#logOutAgain() : this.#start();
    attempt.catch(() => {});
  }

  /** Does not call `token/` for anonymous visitors. */
  async #start(): Promise<string | null> {
    const signal = this.#session.epoch.signal;
    if (this.#inFlight?.signal === signal) return this.#inFlight.token;
    const replaced = this.#session.token();
    const known = this.#findOutcome(replaced);
    if (known !== undefined) return known;
    const token = this.#takeOff(signal, replaced);
    this.#inFlight = { signal, token };
    const land = () => {
      if (this.#inFlight?.signal === signal) this.#inFlight = null;
    };
    token.then(land, land);
    return token;
  }

  #takeOff(signal: AbortSignal, replaced: string | null): Promise<string | null> {
    return new Promise((resolve, reject) => {
      this.#settle = () => {
        try {
          const outcome = this.#findOutcome(replaced);
          if (outcome !== undefined) resolve(outcome);
        } catch (error) {
          reject(error);
        }
      };
      const turn = () => this.#queue(signal, (waited) => this.#request(signal, replaced, waited));
      const answered = this.#isVisitor() ? Promise.resolve() : this.#session.answered();
      raceWithAbort(answered, signal).then(turn).then(resolve, reject);
    });
  }

  /**
   * Requests a new token. `waited` reports whether another tab was at work, and may have found the
   * outcome.
   */
  async #request(signal: AbortSignal, replaced: string | null, waited: boolean): Promise<string | null> {
    if (waited && this.#findOutcome(replaced) === undefined) {
      await raceWithAbort(sleep(lateMessageMilliseconds, this.#platform.timers), signal);
    }
    const known = this.#findOutcome(replaced);
    if (known !== undefined) return known;
    if (this.#isVisitor()) {
      this.#session.unconfirmedLogout.remove();
      this.#session.clear('');
      return null;
    }
    if (this.#session.unconfirmedLogout.isSet()) return this.#endOnServer();
    const number = this.#session.epoch.number;
    const started: CallOptions['started'] = (end) => {
      const elapsed = stopwatch(this.#platform.clocks);
      this.#limit = () => this.#platform.timers.setTimeout(() => end(retry), patienceMilliseconds - elapsed());
    };
    try {
      const user = await this.#session.start(signal, () => this.#http.call('token/', { signal, started }));
      if (!user) throw new AuthError('unexpected_response', { status: 200 });
      return this.#session.token();
    } catch (error) {
      signal.throwIfAborted();
      const found = this.#findOutcome(replaced);
      if (found !== undefined) return found;
      const isGivenUp = (error as AuthError).cause === retry;
      // The request may also have been waiting for the response of `csrf/`.
      if (isGivenUp) this.#http.forgetCsrf();
      // Another tab reports a login or logout. Only the server knows whether its response came
      // before or after that.
      if (isGivenUp || number !== this.#session.epoch.number) return this.#request(signal, replaced, false);
      return this.#fail(error as AuthError);
    }
  }

  /** Whether this page knows without a request that its browser has no session. */
  #isVisitor(): boolean {
    return this.#session.store.get().status === 'unknown' && this.#http.sessionHints() === null;
  }

  /**
   * Returns the outcome that this tab or another one has found: a token other than `replaced`, or
   * `null` for no session. Throws a failure. `undefined` means that only the server knows.
   */
  #findOutcome(replaced: string | null): string | null | undefined {
    const state = this.#session.store.get();
    const token = this.#session.token();
    if (state.status === 'anonymous' || (token && token !== replaced)) return token;
    if (state.degraded) this.breaker.check();
    return undefined;
  }

  /**
   * Only the server's own response ends a session. A network error, a 5xx, a 429 or a 401 in
   * another form (a proxy's login page) does not.
   */
  #fail(error: AuthError): null {
    if (error.status === 401 && endCodes.test(error.code)) {
      this.#session.end(error.code);
      return null;
    }
    return this.#report(error);
  }

  /** Remembers the failure, in the other tabs too, and throws it. */
  #report(error: AuthError): never {
    this.#degrade(error);
    this.#session.announceFailure(error);
    throw error;
  }

  #degrade(error: AuthError): void {
    const state = this.#session.store.get();
    // The first failure since the server last responded.
    if (!state.degraded) this.breaker.reset();
    this.breaker.trip(error);
    this.#session.store.set({ ...state, degraded: true });
  }
}
