import type { Person } from './people.js';
import { Refusal } from './refusals.js';
import { type Claims, mintToken } from './tokens.js';

/** One signed-in browser. Times are in seconds. */
export interface Session {
  readonly sid: string;
  readonly person: Person;
  readonly remember: boolean;
  readonly userAgent: string;
  readonly ip: string;
  readonly createdAt: number;
  readonly absoluteExpiresAt: number;
  /** The password at its start: a new one ends the session. */
  password: string;
  generation: number;
  seenGeneration: number;
  rotatedAt: number;
  lastUsedAt: number;
  /** When the user last entered their password. */
  authenticatedAt: number;
  expiresAt: number;
}

export interface Device {
  readonly userAgent: string;
  readonly ip: string;
}

const day = 86_400;
const idleLifetime = 7 * day;
const unrememberedIdleLifetime = day;
const absoluteLifetime = 90 * day;
const grace = 60;

/**
 * Sessions as the server stores them: one row per signed-in browser, with the generation of its
 * refresh token.
 */
export class Sessions {
  readonly #now: () => number;
  readonly #accessTokenLifetime: () => number;
  readonly #rows = new Map<string, Session>();
  #serial = 0;

  constructor(now: () => number, accessTokenLifetime: () => number) {
    this.#now = now;
    this.#accessTokenLifetime = accessTokenLifetime;
  }

  start(person: Person, remember: boolean, device: Device): Session {
    const now = this.#now();
    this.#serial += 1;
    const sid = `00000000-0000-4000-8000-${String(this.#serial).padStart(12, '0')}`;
    const times = { createdAt: now, rotatedAt: now, lastUsedAt: now, authenticatedAt: now, expiresAt: 0 };
    const numbers = { generation: 0, seenGeneration: 0, absoluteExpiresAt: now + absoluteLifetime };
    const session: Session = { sid, person, remember, ...device, ...times, ...numbers, password: person.password };
    this.#advance(session);
    this.#rows.set(sid, session);
    return session;
  }

  /**
   * Returns the session of a refresh token, rotated unless the token is a retry; throws a refusal.
   */
  rotate({ sid, gen, exp }: Claims): Session {
    const now = this.#now();
    const session = this.#rows.get(sid);
    if (exp <= now || (session && session.expiresAt <= now)) throw new Refusal('refresh_token_expired');
    if (!session || !this.#isActive(session)) throw new Refusal('refresh_token_revoked');
    if (gen === session.generation) this.#advance(session);
    else if (!this.#isRetry(session, gen)) {
      this.#rows.delete(sid);
      throw new Refusal(gen > session.generation ? 'refresh_token_revoked' : 'refresh_token_reused');
    }
    return session;
  }

  /** Returns the active session of an access token; throws a refusal. */
  check({ sid, gen }: Claims): Session {
    const session = this.#rows.get(sid);
    if (!session || !this.#isActive(session) || gen > session.generation) throw new Refusal('session_ended');
    if (gen > session.seenGeneration) Object.assign(session, { seenGeneration: gen, lastUsedAt: this.#now() });
    return session;
  }

  end(sid: string): boolean {
    return this.#rows.delete(sid);
  }

  /** Returns the active sessions of a user, the last used first. */
  of(person: Person): Session[] {
    return [...this.#rows.values()]
      .filter((session) => session.person === person && this.#isActive(session))
      .sort((one, other) => other.lastUsedAt - one.lastUsedAt);
  }

  accessToken({ sid, generation }: Session): string {
    const now = this.#now();
    return mintToken('at+jwt', { sid, gen: generation, iat: now, exp: now + this.#accessTokenLifetime() });
  }

  refreshToken({ sid, generation, rotatedAt, expiresAt }: Session): string {
    return mintToken('rt+jwt', { sid, gen: generation, iat: rotatedAt, exp: expiresAt });
  }

  #isActive({ expiresAt, password, person }: Session): boolean {
    return expiresAt > this.#now() && person.isActive && person.password === password;
  }

  /**
   * The predecessor of the current token: its response was lost, or a crashed browser has restarted
   * with it.
   */
  #isRetry({ generation, seenGeneration, rotatedAt }: Session, presented: number): boolean {
    return presented === generation - 1 && (seenGeneration < generation || this.#now() <= rotatedAt + grace);
  }

  #advance(session: Session): void {
    const now = this.#now();
    session.seenGeneration = session.generation;
    session.generation += 1;
    session.rotatedAt = session.lastUsedAt = now;
    const idle = session.remember ? idleLifetime : unrememberedIdleLifetime;
    session.expiresAt = Math.min(now + idle, session.absoluteExpiresAt);
  }
}
