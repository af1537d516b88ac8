/** What decides, of the session's row. Times are in seconds. */
interface Row {
  readonly generation: number;
  readonly seenGeneration: number;
  readonly lastUsedAt: number;
}

/**
 * What the server does about the refresh token of an active session. The real one also knows what
 * a failover of its database leaves behind.
 */
export type Decision =
  /** The current token, and it is young: it is returned again, and no cookie is set. */
  | 'repeat'
  /** The current token: it is replaced by its successor. */
  | 'rotate'
  /** The predecessor, and its successor was never seen: the current token is sent again. */
  | 'resend'
  /** The predecessor, soon after its successor was seen: the current token is sent again. */
  | 'retry'
  /** A token that this server cannot have issued: the session ends. */
  | 'restored'
  /** Any other token: the session ends. */
  | 'reused';

/** The defaults of `SAFEJWT_ROTATION_INTERVAL` and `SAFEJWT_ROTATION_GRACE`, in seconds. */
const interval = 60;
const grace = 60;

export function decide({ generation, seenGeneration, lastUsedAt }: Row, presented: number, now: number): Decision {
  if (presented === generation) return now - lastUsedAt < interval ? 'repeat' : 'rotate';
  if (presented > generation) return 'restored';
  if (presented < generation - 1) return 'reused';
  if (seenGeneration < generation) return 'resend';
  return now <= lastUsedAt + grace ? 'retry' : 'reused';
}
