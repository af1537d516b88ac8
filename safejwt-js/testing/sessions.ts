import { decide } from './decision.js';
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

/**
 * Sessions as the server stores them: one row per signed-in browser, with the generation of its
 * refresh token.
 */
export class Sessions {
  readonly #now: () => number;
  readonly #accessTokenLifetime: () => number;
  readonly #rows = new Map<string, Session>();
  #serial = 0;
  #issued = 0;

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

  /** Returns the session of a refresh token, rotated if it is time; throws a refusal. */
  rotate({ sid, gen, exp }: Claims): Session {
    const now = this.#now();
    const session = this.#rows.get(sid);
    if (exp <= now || (session && session.expiresAt <= now)) throw new Refusal('refresh_token_expired');
    if (!session || !this.#isActive(session)) throw new Refusal('refresh_token_revoked');
    const decision = decide(session, gen, now);
    if (decision === 'restored' || decision === 'reused') {
      this.#rows.delete(sid);
      throw new Refusal(decision === 'restored' ? 'refresh_token_revoked' : 'refresh_token_reused');
    }
    if (decision === 'repeat') this.#markSeen(session, gen);
    else if (decision === 'rotate') this.#advance(session);
    else if (decision === 'resend') session.lastUsedAt = now;
    return session;
  }

  /** Returns the active session of an access token; throws a refusal. */
  check({ sid, gen }: Claims): Session {
    const session = this.#rows.get(sid);
    if (!session || !this.#isActive(session) || gen > session.generation) throw new Refusal('session_ended');
    this.#markSeen(session, gen);
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
    this.#issued += 1;
    const times = { iat: now, exp: now + this.#accessTokenLifetime() };
    return mintToken('at+jwt', { sid, gen: generation, ...times, jti: this.#issued });
  }

  refreshToken({ sid, generation, rotatedAt, expiresAt }: Session): string {
    return mintToken('rt+jwt', { sid, gen: generation, iat: rotatedAt, exp: expiresAt });
  }

  #isActive({ expiresAt, password, person }: Session): boolean {
    return expiresAt > this.#now() && person.isActive && person.password === password;
  }

  /** Grace and interval start again when a generation is first used. */
  #markSeen(session: Session, generation: number): void {
    if (generation > session.seenGeneration) {
      Object.assign(session, { seenGeneration: generation, lastUsedAt: this.#now() });
    }
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
