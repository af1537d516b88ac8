import { type Clock, stopwatch, wallClock } from '../browser/clock.js';
import type { Platform } from '../browser/platform.js';
import { AuthError } from '../errors.js';
import type { SessionHints } from '../http/session-hint.js';
import type { AnonymousReason, AuthState, User } from '../types.js';
import { createLogoutMarker, type LogoutMarker } from './logout-marker.js';
import { createSignInEpoch, type SignInEpoch } from './sign-in-epoch.js';
import { createStore } from './store.js';
import {
  createTabChannel,
  type FailureMessage,
  isTokenResponse,
  type SessionMessage,
  type TabChannel,
  type TabMessage,
  type TokenResponse,
} from './tab-channel.js';

/** The codes of `token/` that end a session. The first group is worth reporting to the user. */
export const endCodes = /^refresh_token_(?:missing|invalid|(expired|revoked|reused))$/;

/** The state before the server has responded. */
const unknownState = { status: 'unknown', user: null, reason: null, degraded: false } as const;

const noUser = 'No user in the response: check SAFEJWT_USER_SERIALIZER.';

/** A token is refreshed this long before it expires, so that it does not expire on its way. */
const leewayMilliseconds = 5_000;

/** A token response, and the time since it was requested. */
type HeldResponse = TokenResponse & { readonly elapsed: () => number };

/**
 * Receives why a refresh has failed in another tab, and whether a user has logged in or out there.
 */
type RemoteListener = (failure: FailureMessage['error'] | undefined, isNewEpoch: boolean) => void;

/**
 * The user's session, in this tab and in the others. It holds the access token, which no other
 * object stores, moves the state along, and owns the channel between the tabs.
 */
export class Session<TUser extends User> {
  readonly store = createStore<AuthState<TUser>>(unknownState);
  declare readonly epoch: SignInEpoch;
  /** Called after each message from another tab has been applied. */
  onMessage: RemoteListener = () => {};
  #held: HeldResponse | null = null;
  readonly #channel: TabChannel<TUser>;
  readonly #clocks: readonly Clock[];
  readonly #shareTokens: boolean;
  declare readonly unconfirmedLogout: LogoutMarker;
  /** Milliseconds since the session ended. */
  #sinceEnd = () => 0;

  /** `name` is that of the channel between the tabs; `hints` are those of the browser's sessions. */
  constructor(
    platform: Pick<Platform, 'clocks' | 'channel' | 'timers' | 'storage'>,
    name: () => string,
    hints: () => SessionHints,
    shareTokens = true,
  ) {
    this.#clocks = platform.clocks;
    this.unconfirmedLogout = createLogoutMarker(platform.storage, name, hints);
    this.epoch = createSignInEpoch(platform.clocks);
    this.#channel = createTabChannel(platform, name);
    this.#shareTokens = shareTokens;
  }

  /** Joins the other tabs. */
  open(): void {
    this.#channel.open((message) => {
      const number = this.epoch.number;
      const failure = this.#applyMessage(message);
      this.onMessage(failure, number !== this.epoch.number);
    });
  }

  /** Resolves when the other tabs have had time to report their session. */
  answered(): Promise<void> {
    return this.#channel.answered();
  }

  /** Leaves the other tabs. */
  close(): void {
    this.#channel.close();
  }

  /** Returns the access token, fresh or not; `null` without a session. */
  token(): string | null {
    return this.#held?.accessToken ?? null;
  }

  /**
   * Returns the access token if it stays valid for a few seconds, or for as long as given, else
   * `null`.
   */
  freshToken(leeway?: number): string | null {
    return freshFor(this.#held, leeway) > 0 ? this.token() : null;
  }

  /**
   * Sends a request whose response starts or continues a session. Applies the response unless
   * `signal`, that of its epoch, has aborted meanwhile. `isSignIn` means that the epoch began with
   * this request. Returns `null` for a response that is not a session.
   */
  async start(signal: AbortSignal, send: () => Promise<unknown>, isSignIn?: boolean): Promise<TUser | null> {
    // Measured from before the request, so that a slow response does not make the token look
    // younger than it is.
    const elapsed = stopwatch(this.#clocks);
    const number = this.epoch.number;
    const response = (await send()) as TokenResponse<TUser>;
    signal.throwIfAborted();
    if (number !== this.epoch.number) throw new AuthError('superseded');
    const user = Object(response?.user) as TUser;
    // All that belongs to a user is kept apart by `id`. Without one, any change is another user.
    user.id ??= JSON.stringify(user);
    if (!isTokenResponse(response)) {
      if (response?.accessToken) throw new AuthError('unexpected_response', { message: noUser });
      return null;
    }
    // The server has ended the former session of this browser.
    if (isSignIn) this.unconfirmedLogout.remove();
    const before = this.store.get().user;
    // Another tab may have signed in a different user. Requests of the old user must not be
    // repeated for the new one.
    if (before && before.id !== response.user.id) this.epoch.begin(isSignIn ? number : undefined);
    return this.#set(response, elapsed, true);
  }

  /** Ends the session in all tabs. `cause` is `logout`, or one of `endCodes`. */
  end(cause: string, epoch = this.epoch.number): void {
    this.#channel.post({ type: 'end', epoch, cause });
    this.clear(cause);
  }

  /** Signs out all tabs. The server has not confirmed it yet. */
  leave(): void {
    if (this.store.get().status !== 'anonymous') this.unconfirmedLogout.set();
    this.epoch.begin();
    this.end('logout');
  }

  /** The server has confirmed the logout of this epoch. */
  confirmLogout(epoch: number): void {
    this.unconfirmedLogout.remove();
    const { status, degraded } = this.store.get();
    if (status === 'unknown' || (status === 'anonymous' && degraded)) this.end('logout', epoch);
  }

  /** Tells the other tabs why a refresh has failed. */
  announceFailure(error: AuthError): void {
    this.#channel.post({ type: 'failure', epoch: this.epoch.number, error: { ...error, message: error.message } });
  }

  /**
   * After the back/forward cache: joins the other tabs again. The user may have logged out, or a
   * different user in.
   */
  reopen(): void {
    this.open();
    const { status, degraded } = this.store.get();
    if (status === 'anonymous' && !degraded && !this.unconfirmedLogout.isSet()) return;
    // Listeners run before the browser paints, so nothing of a user who has logged out is shown.
    this.#held = null;
    this.epoch.begin(this.epoch.number);
    this.store.set(unknownState);
  }

  /** Replaces the user, here and in the other tabs. A late response may be about the user before. */
  setUser(user: TUser): void {
    const before = this.store.get();
    const same = { ...user, id: user.id ?? before.user?.id };
    if (before.status !== 'authenticated' || same.id !== before.user.id) return;
    this.#announce(same);
    this.store.set({ ...before, user: same });
  }

  /** An anonymous visitor may have signed in elsewhere. */
  doubt(): void {
    if (this.store.get().status === 'anonymous') this.store.set(unknownState);
  }

  #set(response: TokenResponse<TUser>, elapsed: () => number, isNews?: boolean): TUser {
    this.#held = response.accessToken ? { ...response, elapsed } : null;
    const before = this.store.get().user;
    // Both come from JSON. Keeping the old object saves React a render.
    const user = JSON.stringify(before) === JSON.stringify(response.user) ? (before as TUser) : response.user;
    // Before the listeners run: one of them may sign in a different user.
    if (isNews) this.#announce(user);
    this.store.set({ status: 'authenticated', user, reason: null, degraded: false });
    return user;
  }

  /** Signs out this tab. Without a cause, it has only assumed so: a tab with a token knows better. */
  clear(cause: string): void {
    this.#held = null;
    this.#sinceEnd = cause ? stopwatch(this.#clocks) : () => Number.POSITIVE_INFINITY;
    const isKnown = cause === 'logout' || this.store.get().user;
    const end = endCodes.exec(cause)?.[1];
    const reason = end ? `session_${end}` : isKnown ? 'signed_out' : 'not_signed_in';
    this.store.set({ status: 'anonymous', user: null, reason: reason as AnonymousReason, degraded: false });
  }

  /** Tells the other tabs who is signed in, with the token unless tokens are not shared. */
  #announce(user: TUser): void {
    const accessToken = (this.#shareTokens && this.freshToken()) || '';
    this.#channel.post({
      type: 'session',
      epoch: this.epoch.number,
      at: wallClock(this.#clocks) - (this.#held?.elapsed() ?? 0),
      answer: { accessToken, expiresIn: this.#held?.expiresIn ?? 0, user },
    });
  }

  /**
   * Applies a message from another tab, unless it is out of date. Returns why a refresh has failed
   * there.
   */
  #applyMessage(message: TabMessage<TUser>): FailureMessage['error'] | undefined {
    const state = this.store.get();
    if (message.type === 'ask') {
      if (state.user) this.#announce(state.user);
      else this.#channel.post({ type: 'epoch', epoch: this.epoch.number });
    } else if (message.type === 'epoch') {
      if (!state.user) this.epoch.follow(message.epoch);
    } else if (message.epoch >= this.epoch.number) {
      if (message.type === 'session') this.#applySession(message);
      else if (message.type === 'failure') {
        if (state.status !== 'anonymous' || this.unconfirmedLogout.isSet()) return message.error;
      } else if (state.status !== 'anonymous' || state.degraded) {
        this.epoch.follow(message.epoch, state.status !== 'unknown' && message.epoch > this.epoch.number);
        this.clear(message.cause);
      }
    }
    return undefined;
  }

  #applySession(message: SessionMessage<TUser>): void {
    const state = this.store.get();
    const elapsed = stopwatch(this.#clocks, Math.max(0, wallClock(this.#clocks) - message.at));
    const { accessToken: token, user } = message.answer;
    const isSameUser = state.user?.id === user.id;
    const isNewer = message.epoch > this.epoch.number;
    if (!isNewer) {
      // The other tab's session counts if the server's earlier response here ended it. A logout by
      // the user stands.
      if (state.status === 'anonymous' && (state.reason === 'signed_out' || elapsed() > this.#sinceEnd())) return;
      if (token && token !== this.token() && freshFor({ ...message.answer, elapsed }) < freshFor(this.#held)) return;
      if (!token && state.status === 'authenticated') {
        if (isSameUser) this.store.set({ ...state, user });
        return;
      }
    }
    // While the state is still `unknown` there is nothing to abort. Without a token, this tab then
    // asks the server.
    this.epoch.follow(message.epoch, state.status !== 'unknown' && (isNewer || !isSameUser));
    if (token || state.status !== 'unknown') this.#set(message.answer, elapsed);
  }
}

/**
 * Returns the milliseconds until a token should be refreshed. It may still be valid after that, but
 * not for long.
 */
function freshFor(held: HeldResponse | null, leeway = leewayMilliseconds): number {
  if (!held) return 0;
  const lifetime = held.expiresIn * 1000;
  return lifetime - Math.min(leeway, lifetime / 4) - held.elapsed();
}
