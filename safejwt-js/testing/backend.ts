import type { User } from 'safejwt-js';
import { type Cookie, csrfCookie, refreshCookieName, refreshCookies } from './cookies.js';
import { boundSecret, enforceCsrf } from './csrf.js';
import type { CountAttempt, Limit } from './limits.js';
import type { People, Person } from './people.js';
import { Refusal, type Reply } from './refusals.js';
import type { TestRequest } from './requests.js';
import type { Session, Sessions } from './sessions.js';
import { type Claims, readToken } from './tokens.js';

/** A reply with its cookies. */
export interface ReplyWithCookies extends Reply {
  readonly cookies: readonly Cookie[];
}

/** What the endpoints work with. Times are in seconds. */
export interface Backend {
  readonly now: () => number;
  readonly people: People;
  readonly sessions: Sessions;
  readonly accessTokenLifetime: () => number;
  readonly countAttempt: CountAttempt;
  readonly loginLimit: Limit;
  readonly registerLimit: Limit;
  readonly serialize: (person: Person) => User;
  readonly randomSecret: () => string;
}

/** `parameter` is what `:id` or `:sid` of the path stands for. Throws a refusal. */
export type Endpoint = (backend: Backend, request: TestRequest, parameter: string) => ReplyWithCookies;

const recentSeconds = 600;

export const noContent: ReplyWithCookies = { status: 204, body: undefined, cookies: [] };

export function json(body: unknown): ReplyWithCookies {
  return { status: 200, body, cookies: [] };
}

/** Returns the active session of a request's access token; throws a refusal. */
export function authenticate({ sessions, now }: Backend, request: TestRequest): Session {
  const [scheme = '', token = '', ...more] = (request.headers.get('Authorization') ?? '').split(' ');
  if (scheme.toLowerCase() !== 'bearer') throw new Refusal('not_authenticated');
  const claims = more.length === 0 ? readToken('at+jwt', token) : null;
  if (!claims) throw new Refusal('invalid_token');
  if (claims.exp <= now()) throw new Refusal('access_token_expired');
  const session = sessions.check(claims);
  enforceCsrf(request, session.sid);
  return session;
}

/** The same, for actions that require a recent authentication. */
export function authenticateRecent(backend: Backend, request: TestRequest): Session {
  const session = authenticate(backend, request);
  if (backend.now() > session.authenticatedAt + recentSeconds) throw new Refusal('reauthentication_required');
  return session;
}

/** Returns the claims of the refresh cookie, if it is genuine. */
export function refreshClaims(request: TestRequest): Claims | null {
  return readToken('rt+jwt', request.cookies.get(refreshCookieName) ?? '');
}

/** Returns the session id of the refresh cookie, if it is genuine and has not expired. */
export function presentedSid(now: number, request: TestRequest): string | null {
  const claims = refreshClaims(request);
  return claims && claims.exp > now ? claims.sid : null;
}

/**
 * The tokens and cookies of a session. The refresh token that was `presented` is not set again: the
 * response might arrive after the one that sets its successor.
 */
export function tokenReply(backend: Backend, session: Session, status: number, presented = 0): ReplyWithCookies {
  const { now, sessions, serialize } = backend;
  const { sid, person, remember, expiresAt, generation } = session;
  const accessToken = sessions.accessToken(session);
  const body = { accessToken, expiresIn: backend.accessTokenLifetime(), tokenType: 'Bearer', user: serialize(person) };
  const refresh = refreshCookies(sessions.refreshToken(session), remember ? expiresAt - now() : undefined, sid);
  return { status, body, cookies: [...(presented === generation ? [] : refresh), csrfCookie(boundSecret(sid))] };
}

/** Deletes the refresh cookie and its hint. */
export function signedOut({ randomSecret }: Backend): ReplyWithCookies {
  return { ...noContent, cookies: [csrfCookie(randomSecret()), ...refreshCookies('', 0)] };
}
