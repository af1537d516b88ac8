import { type Clock, stopwatch } from './clock.js';
import type { Epochs } from './epochs.js';
import { AuthError } from './errors.js';
import type { Store } from './store.js';
import type { AnonymousReason, AuthState, User } from './types.js';

/** What login, register and `token/` answer. */
export interface SessionAnswer<TUser extends User> {
  accessToken: string;
  /** Seconds. */
  expiresIn: number;
  user: TUser;
}

export interface Session<TUser extends User> {
  /** The access token, fresh or not; `null` without a session. */
  token(): string | null;
  /** The access token when it is good for a few more seconds, else `null`. */
  freshToken(): string | null;
  /** Sends a request that is answered with a session, and takes that over unless `epoch` has ended by then. */
  start(epoch: AbortSignal, request: () => Promise<SessionAnswer<TUser>>): Promise<TUser>;
  end(reason: AnonymousReason): void;
  degrade(): void;
}

/** Refreshed this much before it expires, so that it does not expire on its way. */
const leewayMilliseconds = 5_000;

/** Holds the access token, in this closure and nowhere else, and moves the state with it. */
export function createSession<TUser extends User>(
  store: Store<AuthState<TUser>>,
  epochs: Epochs,
  clocks: readonly Clock[],
): Session<TUser> {
  let held: { readonly token: string; readonly isFresh: () => boolean } | null = null;

  function takeOver(answer: SessionAnswer<TUser>, elapsed: () => number): TUser {
    const before = store.get();
    // Another tab may have signed somebody else in: what was asked as the old user is not repeated as the new one.
    if (before.user && before.user.id !== answer.user.id) epochs.next();
    const lifetime = answer.expiresIn * 1000;
    const freshFor = lifetime - Math.min(leewayMilliseconds, lifetime / 4);
    held = { token: answer.accessToken, isFresh: () => elapsed() < freshFor };
    const user = before.user && isSameJson(before.user, answer.user) ? before.user : answer.user;
    store.set({ status: 'authenticated', user, reason: null, degraded: false });
    return user;
  }

  return {
    token: () => held?.token ?? null,
    freshToken: () => (held?.isFresh() ? held.token : null),
    async start(epoch, request) {
      // Counted from before the request left: a slow answer must not make the token look younger than it is.
      const elapsed = stopwatch(clocks);
      const answer = await request();
      epoch.throwIfAborted();
      if (!isSessionAnswer(answer)) throw new AuthError('unexpected_response', { status: 200 });
      return takeOver(answer, elapsed);
    },
    end(reason) {
      held = null;
      store.set({ status: 'anonymous', user: null, reason, degraded: false });
    },
    degrade() {
      store.set({ ...store.get(), degraded: true });
    },
  };
}

function isSessionAnswer(answer: Partial<SessionAnswer<User>> | undefined): boolean {
  return typeof answer?.accessToken === 'string' && Number.isFinite(answer.expiresIn) && answer.user?.id !== undefined;
}

/** Both were JSON; keeping the old object keeps React from rendering. */
function isSameJson(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
