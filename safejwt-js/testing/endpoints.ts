import type { User } from 'safejwt-js';
import type { Cookie } from './cookies.js';
import { boundSecret, csrfCookieName, enforceCsrf } from './csrf.js';
import type { CountTry, Limit } from './limits.js';
import { type People, type Person, readTexts } from './people.js';
import { invalid, Refusal, type Reply } from './refusals.js';
import { readFields, readRemember, refuseOtherThanJson, type TestRequest } from './requests.js';
import type { Session, Sessions } from './sessions.js';
import { type Claims, readToken } from './tokens.js';

export const refreshCookieName = 'refreshtoken';

/** A reply with the cookies that go with it. */
export interface Answered extends Reply {
  readonly cookies: readonly Cookie[];
}

/** What the endpoints work with. Times are in seconds. */
export interface Backend {
  readonly now: () => number;
  readonly people: People;
  readonly sessions: Sessions;
  readonly accessTokenLifetime: () => number;
  readonly countTry: CountTry;
  readonly loginLimit: Limit;
  readonly registerLimit: Limit;
  readonly serialize: (person: Person) => User;
}

export type Endpoint = (request: TestRequest, parameter: string) => Answered;

const passwords = ['current_password', 'password'] as const;
const recentSeconds = 600;

const second = (milliseconds: number) => new Date(milliseconds).toISOString().replace('.000Z', 'Z');

/** The protocol's endpoints: `method path`, where `:id` and `:sid` stand for one part. */
export function createEndpoints(backend: Backend): Readonly<Record<string, Endpoint>> {
  const { now, people, sessions, countTry, serialize } = backend;
  let serial = 0;

  function randomSecret(): string {
    serial += 1;
    return `csrf-${serial}`;
  }

  function signedOut(): Answered {
    return { ...nothing, cookies: [deletedRefreshCookie, csrfCookie(randomSecret())] };
  }

  function sessionAnswer(session: Session, status: number): Answered {
    const { sid, person, remember, expiresAt } = session;
    const accessToken = sessions.accessToken(session);
    const body = {
      accessToken,
      expiresIn: backend.accessTokenLifetime(),
      tokenType: 'Bearer',
      user: serialize(person),
    };
    const refresh = refreshCookie(sessions.refreshToken(session), remember ? expiresAt - now() : undefined);
    return { status, body, cookies: [refresh, csrfCookie(boundSecret(sid))] };
  }

  function signIn(request: TestRequest, person: Person, remember: boolean, status: number): Answered {
    const presented = refreshClaims(request);
    if (presented) sessions.end(presented.sid);
    person.lastLogin = now() * 1000;
    const userAgent = request.headers.get('User-Agent') ?? 'safejwt-js/testing';
    return sessionAnswer(sessions.start(person, remember, { userAgent, ip: request.ip }), status);
  }

  function presentedSid(request: TestRequest): string | null {
    const claims = refreshClaims(request);
    return claims && claims.exp > now() ? claims.sid : null;
  }

  const login: Endpoint = (request) => {
    enforceCsrf(request, null);
    const fields = readFields(request);
    countTry('login', `${request.ip} ${`${fields.username}`.toLowerCase()}`, backend.loginLimit);
    const { username = '', password } = readTexts(fields, ['username', 'password'], ['username', 'password']);
    const remember = readRemember(fields);
    const person = people.find(username);
    if (!person?.isActive || person.password !== password) throw new Refusal('invalid_credentials');
    return signIn(request, person, remember, 200);
  };

  const register: Endpoint = (request) => {
    enforceCsrf(request, null);
    countTry('register', request.ip, backend.registerLimit);
    const fields = readFields(request);
    const remember = readRemember(fields);
    return signIn(request, people.register(fields), remember, 201);
  };

  const token: Endpoint = (request) => {
    enforceCsrf(request, presentedSid(request));
    refuseOtherThanJson(request);
    if (!request.cookies.get(refreshCookieName)) throw new Refusal('refresh_token_missing');
    const claims = refreshClaims(request);
    if (!claims) throw new Refusal('refresh_token_invalid');
    return sessionAnswer(sessions.rotate(claims), 200);
  };

  const logout: Endpoint = (request) => {
    enforceCsrf(request, presentedSid(request));
    refuseOtherThanJson(request);
    const claims = refreshClaims(request);
    if (claims) sessions.end(claims.sid);
    return signedOut();
  };

  const logoutEverywhere: Endpoint = (request) => {
    const { person } = authenticate(backend, request);
    for (const { sid } of sessions.of(person)) sessions.end(sid);
    return signedOut();
  };

  const csrf: Endpoint = (request) => {
    const sid = presentedSid(request);
    const csrfToken = sid ? boundSecret(sid) : (request.cookies.get(csrfCookieName) ?? randomSecret());
    return { ...json({ csrfToken }), cookies: [csrfCookie(csrfToken)] };
  };

  function own(request: TestRequest, id: string): Session {
    const session = authenticate(backend, request);
    if (id !== String(session.person.id)) throw new Refusal('not_found');
    return session;
  }

  function update(partial: boolean): Endpoint {
    return (request, id) => {
      const session = own(request, id);
      const { person } = session;
      const fields = readFields(request);
      if ('current_password' in fields) countTry('password', `${person.id}`, backend.loginLimit);
      // Another password ends every session by itself; this one stays.
      if (people.update(person, fields, partial)) session.password = person.password;
      return json(serialize(person));
    };
  }

  const devices: Endpoint = (request) => {
    const { sid: own, person } = authenticate(backend, request);
    const device = ({ sid, userAgent, ip, createdAt, lastUsedAt, expiresAt }: Session) => ({
      ...{
        id: sid,
        userAgent,
        browser: null,
        system: null,
        ip,
        createdAt: second(createdAt * 1000),
        lastUsedAt: second(lastUsedAt * 1000),
      },
      ...{ expiresAt: second(expiresAt * 1000), current: sid === own },
    });
    return json(sessions.of(person).map(device));
  };

  const endDevice: Endpoint = (request, sid) => {
    const { person } = authenticate(backend, request);
    if (!sessions.of(person).some((session) => session.sid === sid)) throw new Refusal('not_found');
    sessions.end(sid);
    return nothing;
  };

  const reauthenticate: Endpoint = (request) => {
    const session = authenticate(backend, request);
    const { password } = readTexts(readFields(request), ['password'], ['password']);
    countTry('password', `${session.person.id}`, backend.loginLimit);
    if (password !== session.person.password) throw invalid({ password: ['This is not your password.'] });
    session.provenAt = now();
    return nothing;
  };

  const changePassword: Endpoint = (request) => {
    const session = authenticate(backend, request);
    const fields = readFields(request);
    countTry('password', `${session.person.id}`, backend.loginLimit);
    const { current_password, password } = readTexts(fields, passwords, passwords);
    people.update(session.person, { current_password, password }, true);
    Object.assign(session, { password, provenAt: now() });
    return nothing;
  };

  const deleteAccount: Endpoint = (request) => {
    const { person } = authenticateRecent(backend, request);
    for (const { sid } of sessions.of(person)) sessions.end(sid);
    people.remove(person);
    return signedOut();
  };

  const endOthers: Endpoint = (request) => {
    const { sid: own, person } = authenticate(backend, request);
    for (const { sid } of sessions.of(person)) if (sid !== own) sessions.end(sid);
    return nothing;
  };

  return {
    'GET csrf/': csrf,
    'POST ': register,
    'POST login/': login,
    'POST token/': token,
    'GET token/': token,
    'POST logout/': logout,
    'GET logout/': logout,
    'POST logout/everywhere/': logoutEverywhere,
    'GET auth/': (request) => json(serialize(authenticate(backend, request).person)),
    'POST reauthenticate/': reauthenticate,
    'POST password/change/': changePassword,
    'DELETE account/': deleteAccount,
    'GET sessions/': devices,
    'DELETE sessions/': endOthers,
    'DELETE sessions/:sid/': endDevice,
    'GET :id/': (request, id) => json(serialize(own(request, id).person)),
    'PATCH :id/': update(true),
    'POST :id/': update(true),
    'PUT :id/': update(false),
  };
}

const nothing: Answered = { status: 204, body: undefined, cookies: [] };

function json(body: unknown): Answered {
  return { status: 200, body, cookies: [] };
}

/** The living session of the access token that came with a request; throws a refusal. */
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

/** The same for what takes a person who has just shown who he is. */
export function authenticateRecent(backend: Backend, request: TestRequest): Session {
  const session = authenticate(backend, request);
  if (backend.now() > session.provenAt + recentSeconds) throw new Refusal('reauthentication_required');
  return session;
}

/** What the refresh cookie says, if it is genuine. */
function refreshClaims(request: TestRequest): Claims | null {
  return readToken('rt+jwt', request.cookies.get(refreshCookieName) ?? '');
}

export function refreshCookie(value: string, maxAge: number | undefined): Cookie {
  const lifetime = maxAge === undefined ? {} : { maxAge };
  return { name: refreshCookieName, value, httpOnly: true, sameSite: 'Strict', path: '/', ...lifetime };
}

export const deletedRefreshCookie = refreshCookie('', 0);

export function csrfCookie(value: string): Cookie {
  return { name: csrfCookieName, value, httpOnly: false, sameSite: 'Lax', path: '/', maxAge: 31_449_600 };
}
