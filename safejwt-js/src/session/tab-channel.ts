import { sleep } from '../browser/clock.js';
import type { AuthError } from '../errors.js';
import type { Timers, User } from '../types.js';

/** What login, register and `token/` answer. */
export interface SessionAnswer<TUser extends User = User> {
  accessToken: string;
  /** Seconds. */
  expiresIn: number;
  user: TUser;
}

/** What tabs tell each other; `epoch` says which change of person it comes after. */
export type Message<TUser extends User = User> =
  | { type: 'ask' }
  /** Nobody is signed in here, or it is not known; whoever has come later learns the number. */
  | { type: 'epoch'; epoch: number }
  /**
   * Somebody is signed in. `at` is the time of day when the token was asked for; without a token, since it is over or tokens
   * are not shared, it only says who.
   */
  | { type: 'session'; epoch: number; at: number; answer: SessionAnswer<TUser> }
  /** Nobody is, on the server's word or the person's. */
  | { type: 'end'; epoch: number; cause: string }
  | Failure;

/** The server could not say. */
export interface Failure {
  type: 'failure';
  epoch: number;
  error: Pick<AuthError, 'code' | 'message' | 'status' | 'fields' | 'retryAfter'>;
}

export interface Tabs<TUser extends User> {
  /** Joins the other tabs and asks whether one of them has a session. */
  open(hear: (message: Message<TUser>) => void): void;
  tell(message: Message<TUser>): void;
  /** Resolves when the others have had the time to answer. */
  answered(): Promise<void>;
  close(): void;
}

/** Answers came within 2 to 16 ms of loaded Chromium tabs; this is the most that a first page waits for nobody. */
const patienceMilliseconds = 100;

/** The tabs of this browser that use the same API. */
export function createTabs<TUser extends User>(
  openChannel: ((name: string) => BroadcastChannel) | null,
  name: () => string,
  timers?: Timers,
): Tabs<TUser> {
  let channel: BroadcastChannel | null = null;
  let answered = Promise.resolve();

  return {
    open(hear) {
      if (!openChannel || channel) return;
      channel = openChannel(name());
      channel.onmessage = ({ data }) => {
        if (isMessage<TUser>(data)) hear(data);
      };
      channel.postMessage({ type: 'ask' });
      answered = sleep(patienceMilliseconds, timers);
    },
    tell: (message) => channel?.postMessage(message),
    answered: () => answered,
    close() {
      channel?.close();
      channel = null;
    },
  };
}

export function isSessionAnswer(answer: Partial<SessionAnswer> | null | undefined): boolean {
  return typeof answer?.accessToken === 'string' && Number.isFinite(answer.expiresIn) && answer.user?.id !== undefined;
}

/** Another version of this library, or any script of the origin, may write to the channel. */
function isMessage<TUser extends User>(data: unknown): data is Message<TUser> {
  const { type, epoch, at, answer, error } = (data ?? {}) as Partial<Record<string, unknown>>;
  if (type === 'ask') return true;
  if (!Number.isSafeInteger(epoch)) return false;
  if (type === 'session') return Number.isFinite(at) && isSessionAnswer(answer as SessionAnswer);
  return (
    type === 'end' || type === 'epoch' || (type === 'failure' && typeof (error as AuthError | null)?.code === 'string')
  );
}
