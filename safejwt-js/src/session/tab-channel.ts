import { sleep } from '../browser/clock.js';
import type { Platform } from '../browser/platform.js';
import type { AuthError } from '../errors.js';
import type { User } from '../types.js';

/** The body of a successful response of login, register and `token/`. */
export interface TokenResponse<TUser extends User = User> {
  accessToken: string;
  /** Seconds. */
  expiresIn: number;
  user: TUser;
}

/** What tabs post to each other. `epoch` is the number of the sender's sign-in epoch. */
export type TabMessage<TUser extends User = User> =
  | { type: 'ask' }
  /** No user is signed in here, or the state is unknown. A newer tab learns the number. */
  | { type: 'epoch'; epoch: number }
  | SessionMessage<TUser>
  /** The session has ended, by the server's response or by a logout. */
  | { type: 'end'; epoch: number; cause: string }
  | FailureMessage;

/**
 * A user is signed in. `at` is the time of day when the token was requested. Without a token,
 * because it has expired or tokens are not shared, the message only says who is signed in.
 */
export interface SessionMessage<TUser extends User> {
  type: 'session';
  epoch: number;
  at: number;
  answer: TokenResponse<TUser>;
}

/** A refresh has failed, and the session's state remains open. */
export interface FailureMessage {
  type: 'failure';
  epoch: number;
  error: Pick<AuthError, 'code' | 'message' | 'status' | 'fields' | 'retryAfter'>;
}

export interface TabChannel<TUser extends User> {
  /** Joins the other tabs and asks them for their session. */
  open(onMessage: (message: TabMessage<TUser>) => void): void;
  post(message: TabMessage<TUser>): void;
  /** Resolves when the other tabs have had time to reply. */
  answered(): Promise<void>;
  close(): void;
}

/**
 * Loaded Chromium tabs replied within 2 to 16 ms. A page without siblings waits no longer than
 * this.
 */
const patienceMilliseconds = 100;

/** Connects the tabs of this browser that use the same API. */
export function createTabChannel<TUser extends User>(
  { channel: openChannel, timers }: Pick<Platform, 'channel' | 'timers'>,
  name: () => string,
): TabChannel<TUser> {
  let channel: BroadcastChannel | null = null;
  let answered = Promise.resolve();

  return {
    open(onMessage) {
      if (!openChannel || channel) return;
      channel = openChannel(name());
      channel.onmessage = ({ data }) => {
        if (isTabMessage<TUser>(data)) onMessage(data);
      };
      channel.postMessage({ type: 'ask' });
      answered = sleep(patienceMilliseconds, timers);
    },
    post: (message) => channel?.postMessage(message),
    answered: () => answered,
    close() {
      channel?.close();
      channel = null;
    },
  };
}

export function isTokenResponse(body: Partial<TokenResponse> | null | undefined): boolean {
  return typeof body?.accessToken === 'string' && Number.isFinite(body.expiresIn) && body.user?.id !== undefined;
}

/** Another version of this library, or any script of the origin, may post to the channel. */
function isTabMessage<TUser extends User>(data: unknown): data is TabMessage<TUser> {
  const { type, epoch, at, answer, error } = (data ?? {}) as Partial<Record<string, unknown>>;
  if (type === 'ask') return true;
  if (!Number.isSafeInteger(epoch)) return false;
  if (type === 'session') return Number.isFinite(at) && isTokenResponse(answer as TokenResponse);
  return (
    type === 'end' || type === 'epoch' || (type === 'failure' && typeof (error as AuthError | null)?.code === 'string')
  );
}
