import {
  type Backend,
  type Endpoint,
  json,
  presentedSid,
  type ReplyWithCookies,
  refreshClaims,
  signedOut,
  tokenReply,
} from '../backend.js';
import { csrfCookie, csrfCookieName, refreshCookieName } from '../cookies.js';
import { boundSecret, enforceCsrf } from '../csrf.js';
import { type Person, readTexts } from '../people.js';
import { Refusal } from '../refusals.js';
import { readFields, readRemember, refuseOtherThanJson, type TestRequest } from '../requests.js';

export const csrf: Endpoint = ({ now, randomSecret }, request) => {
  const sid = presentedSid(now(), request);
  const csrfToken = sid ? boundSecret(sid) : (request.cookies.get(csrfCookieName) ?? randomSecret());
  return { ...json({ csrfToken }), cookies: [csrfCookie(csrfToken)] };
};

export const login: Endpoint = (backend, request) => {
  const { people, countAttempt, loginLimit } = backend;
  enforceCsrf(request, null);
  const fields = readFields(request);
  countAttempt('login', `${request.ip} ${`${fields.username}`.toLowerCase()}`, loginLimit);
  const { username = '', password } = readTexts(fields, ['username', 'password'], ['username', 'password']);
  const remember = readRemember(fields);
  const person = people.find(username);
  if (!person?.isActive || person.password !== password) throw new Refusal('invalid_credentials');
  return signIn(backend, request, person, { remember, status: 200 });
};

export const register: Endpoint = (backend, request) => {
  const { people, countAttempt, registerLimit } = backend;
  enforceCsrf(request, null);
  countAttempt('register', request.ip, registerLimit);
  const fields = readFields(request);
  const remember = readRemember(fields);
  return signIn(backend, request, people.register(fields), { remember, status: 201 });
};

export const token: Endpoint = (backend, request) => {
  enforceCsrf(request, presentedSid(backend.now(), request));
  refuseOtherThanJson(request);
  if (!request.cookies.get(refreshCookieName)) throw new Refusal('refresh_token_missing');
  const claims = refreshClaims(request);
  if (!claims) throw new Refusal('refresh_token_invalid');
  return tokenReply(backend, backend.sessions.rotate(claims), 200, claims.gen);
};

export const logout: Endpoint = (backend, request) => {
  enforceCsrf(request, presentedSid(backend.now(), request));
  refuseOtherThanJson(request);
  const claims = refreshClaims(request);
  if (claims) backend.sessions.end(claims.sid);
  return signedOut(backend);
};

function signIn(
  backend: Backend,
  request: TestRequest,
  person: Person,
  { remember, status }: { remember: boolean; status: number },
): ReplyWithCookies {
  const { now, sessions } = backend;
  const presented = refreshClaims(request);
  if (presented) sessions.end(presented.sid);
  person.lastLogin = now() * 1000;
  const userAgent = request.headers.get('User-Agent') ?? 'safejwt-js/testing';
  return tokenReply(backend, sessions.start(person, remember, { userAgent, ip: request.ip }), status);
}
