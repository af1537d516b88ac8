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
  /** The password it was started with: another one ends it. */
  password: string;
  generation: number;
  seenGeneration: number;
  rotatedAt: number;
  lastUsedAt: number;
  /** When the person last showed who he is. */
  provenAt: number;
  expiresAt: number;
}

export interface Device {
  readonly userAgent: string;
  readonly ip: string;
}

export interface Sessions {
  start(person: Person, remember: boolean, device: Device): Session;
  /** What a refresh token that was presented means; throws a refusal. */
  rotate(claims: Claims): Session;
  /** The living session of an access token; throws a refusal. */
  check(claims: Claims): Session;
  end(sid: string): boolean;
  /** Those of a person that live, the last used first. */
  of(person: Person): Session[];
  accessToken(session: Session): string;
  refreshToken(session: Session): string;
}

const day = 86_400;
const idleLifetime = 7 * day;
const unrememberedIdleLifetime = day;
const absoluteLifetime = 90 * day;
const grace = 60;

/** Sessions as the server keeps them: one row for each signed-in browser, with the number of its current refresh token. */
export function createSessions(now: () => number, accessTokenLifetime: () => number): Sessions {
  const rows = new Map<string, Session>();
  let serial = 0;

  const isLiving = ({ expiresAt, password, person }: Session) =>
    expiresAt > now() && person.isActive && person.password === password;

  function advance(session: Session): void {
    session.seenGeneration = session.generation;
    session.generation += 1;
    session.rotatedAt = session.lastUsedAt = now();
    const idle = session.remember ? idleLifetime : unrememberedIdleLifetime;
    session.expiresAt = Math.min(now() + idle, session.absoluteExpiresAt);
  }

  /** The predecessor of the current token, whose answer was lost, or which a crashed browser came back with. */
  function isRetry({ generation, seenGeneration, rotatedAt }: Session, presented: number): boolean {
    return presented === generation - 1 && (seenGeneration < generation || now() <= rotatedAt + grace);
  }

  return {
    start(person, remember, device) {
      serial += 1;
      const sid = `00000000-0000-4000-8000-${String(serial).padStart(12, '0')}`;
      const began = { createdAt: now(), rotatedAt: now(), lastUsedAt: now(), provenAt: now(), expiresAt: 0 };
      const numbers = { generation: 0, seenGeneration: 0, absoluteExpiresAt: now() + absoluteLifetime };
      const session: Session = { sid, person, remember, ...device, ...began, ...numbers, password: person.password };
      advance(session);
      rows.set(sid, session);
      return session;
    },
    rotate({ sid, gen, exp }) {
      const session = rows.get(sid);
      if (exp <= now() || (session && session.expiresAt <= now())) throw new Refusal('refresh_token_expired');
      if (!session || !isLiving(session)) throw new Refusal('refresh_token_revoked');
      if (gen === session.generation) advance(session);
      else if (!isRetry(session, gen)) {
        rows.delete(sid);
        throw new Refusal(gen > session.generation ? 'refresh_token_revoked' : 'refresh_token_reused');
      }
      return session;
    },
    check({ sid, gen }) {
      const session = rows.get(sid);
      if (!session || !isLiving(session) || gen > session.generation) throw new Refusal('session_ended');
      if (gen > session.seenGeneration) Object.assign(session, { seenGeneration: gen, lastUsedAt: now() });
      return session;
    },
    end: (sid) => rows.delete(sid),
    of: (person) =>
      [...rows.values()]
        .filter((session) => session.person === person && isLiving(session))
        .sort((one, other) => other.lastUsedAt - one.lastUsedAt),
    accessToken: ({ sid, generation }) =>
      mintToken('at+jwt', { sid, gen: generation, iat: now(), exp: now() + accessTokenLifetime() }),
    refreshToken: ({ sid, generation, rotatedAt, expiresAt }) =>
      mintToken('rt+jwt', { sid, gen: generation, iat: rotatedAt, exp: expiresAt }),
  };
}
