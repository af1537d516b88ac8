import { type Clock, stopwatch, wallClock } from '../browser/clock.js';
import { AuthError } from '../errors.js';
import type { AnonymousReason, AuthState, User } from '../types.js';
import type { Epochs } from './sign-in-epoch.js';
import type { Store } from './store.js';
import { type Failure, isSessionAnswer, type Message, type SessionAnswer, type Tabs } from './tab-channel.js';

export interface Session<TUser extends User> {
  /** The access token, fresh or not; `null` without a session. */
  token(): string | null;
  /** The access token when it is good for a few more seconds, or for as long as is said, else `null`. */
  freshToken(leewayMilliseconds?: number): string | null;
  /**
   * Sends a request that is answered with a session, and takes that over unless `epoch` has ended by then. `isSignIn` if the
   * epoch began with it.
   */
  start(epoch: AbortSignal, request: () => Promise<SessionAnswer<TUser>>, isSignIn?: boolean): Promise<TUser>;
  /** Nobody is signed in any more. `cause` is `logout`, or one of `causes`. */
  end(cause: string): void;
  /** Forgets who is signed in until that has been found out again. */
  suspend(): void;
  /** Replaces the user, here and in the other tabs. */
  setUser(user: TUser): void;
  /** Takes over what another tab says, unless it is out of date. */
  hear(message: Exclude<Message<TUser>, Failure>): void;
}

/** The codes by which `token/` says that a session is over; what is worth telling the person is the first group. */
export const causes = /^refresh_token_(?:missing|invalid|(expired|revoked|reused))$/;

/** Refreshed this much before it expires, so that it does not expire on its way. */
const leewayMilliseconds = 5_000;

/** An answer, and how long ago it was asked for. */
type Held = SessionAnswer & { readonly elapsed: () => number };

/** Holds the access token, in this closure and nowhere else, and moves the state with it. */
export function createSession<TUser extends User>(
  store: Store<AuthState<TUser>>,
  epochs: Epochs,
  clocks: readonly Clock[],
  tabs: Tabs<TUser>,
  shareTokens: boolean,
): Session<TUser> {
  let held: Held | null = null;
  let sinceEnd = () => 0;

  function hold(answer: SessionAnswer<TUser>, elapsed: () => number, isNews?: boolean): TUser {
    held = answer.accessToken ? { ...answer, elapsed } : null;
    const before = store.get().user;
    const user = before && isSameJson(before, answer.user) ? before : answer.user;
    // Before the listeners, one of whom may sign somebody else in.
    if (isNews) announce(user);
    store.set({ status: 'authenticated', user, reason: null, degraded: false });
    return user;
  }

  function leave(cause: string): void {
    held = null;
    sinceEnd = stopwatch(clocks);
    const plain = cause === 'logout' || store.get().status === 'authenticated' ? 'signed_out' : 'not_signed_in';
    const told = causes.exec(cause)?.[1];
    const reason = (told ? `session_${told}` : plain) as AnonymousReason;
    store.set({ status: 'anonymous', user: null, reason, degraded: false });
  }

  function announce(user: TUser): void {
    const accessToken = (shareTokens && freshToken()) || '';
    const answer = { accessToken, expiresIn: held?.expiresIn ?? 0, user };
    tabs.tell({ type: 'session', epoch: epochs.number, at: wallClock(clocks) - (held?.elapsed() ?? 0), answer });
  }

  function freshToken(leeway?: number): string | null {
    return held && freshFor(held, leeway) > 0 ? held.accessToken : null;
  }

  function adopt(epoch: number, answer: SessionAnswer<TUser>, elapsed: () => number): void {
    const state = store.get();
    const { accessToken: token, user } = answer;
    const isSame = state.user?.id === user.id;
    const isNewer = epoch > epochs.number;
    if (!isNewer) {
      // What another tab has found counts if the server has said the contrary here before, and the person has not.
      if (state.status === 'anonymous' && (state.reason === 'signed_out' || elapsed() > sinceEnd())) return;
      if (token && token !== held?.accessToken && freshFor({ ...answer, elapsed }) < freshFor(held)) return;
      if (!token && state.status === 'authenticated') {
        if (isSame) store.set({ ...state, user });
        return;
      }
    }
    follow(epoch, isNewer || !isSame);
    // Without a token, whoever does not know yet who is there asks the server.
    if (token || state.status !== 'unknown') hold(answer, elapsed);
  }

  /** Whoever does not know yet who is there has nothing to drop. */
  function follow(epoch: number, isChange: boolean): void {
    if (isChange && store.get().status !== 'unknown') epochs.next(epoch);
    epochs.number = epoch;
  }

  return {
    token: () => held?.accessToken ?? null,
    freshToken,
    async start(epoch, request, isSignIn) {
      // Counted from before the request left: a slow answer must not make the token look younger than it is.
      const elapsed = stopwatch(clocks);
      const { number } = epochs;
      const answer = await request();
      epoch.throwIfAborted();
      if (number !== epochs.number) throw new AuthError('superseded');
      if (!isSessionAnswer(answer)) throw new AuthError('unexpected_response', { status: 200 });
      const before = store.get().user;
      // Another tab may have signed somebody else in: what was asked as the old user is not repeated as the new one.
      if (before && before.id !== answer.user.id) epochs.next(isSignIn ? number : undefined);
      return hold(answer, elapsed, true);
    },
    end(cause) {
      tabs.tell({ type: 'end', epoch: epochs.number, cause });
      leave(cause);
    },
    suspend() {
      held = null;
      epochs.next(epochs.number);
      store.set({ status: 'unknown', user: null, reason: null, degraded: false });
    },
    setUser(user) {
      const state = store.get();
      if (state.status !== 'authenticated') return;
      announce(user);
      store.set({ ...state, user });
    },
    hear(message) {
      const { status, user } = store.get();
      if (message.type === 'ask') {
        if (user) announce(user);
        else tabs.tell({ type: 'epoch', epoch: epochs.number });
      } else if (message.type === 'epoch') {
        if (!user) epochs.number = Math.max(epochs.number, message.epoch);
      } else if (message.epoch >= epochs.number) {
        if (message.type === 'session') {
          const age = Math.max(0, wallClock(clocks) - message.at);
          adopt(message.epoch, message.answer, stopwatch(clocks, age));
        } else if (status !== 'anonymous') {
          follow(message.epoch, message.epoch > epochs.number);
          leave(message.cause);
        }
      }
    },
  };
}

/** Milliseconds; what is held beyond them may still be good, but not for long. */
function freshFor(held: Held | null, leeway = leewayMilliseconds): number {
  if (!held) return 0;
  const lifetime = held.expiresIn * 1000;
  return lifetime - Math.min(leeway, lifetime / 4) - held.elapsed();
}

/** Both were JSON; keeping the old object keeps React from rendering. */
function isSameJson(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
