import {
  authenticate,
  authenticateRecent,
  type Backend,
  type Endpoint,
  json,
  noContent,
  signedOut,
} from '../backend.js';
import { readTexts } from '../people.js';
import { invalid, Refusal } from '../refusals.js';
import { readFields, type TestRequest } from '../requests.js';
import type { Session } from '../sessions.js';

const passwords = ['current_password', 'password'] as const;

export const currentUser: Endpoint = (backend, request) => {
  const { person } = authenticate(backend, request);
  return json(backend.serialize(person));
};

export const user: Endpoint = (backend, request, id) =>
  json(backend.serialize(ownSession(backend, request, id).person));

export function update(isPartial: boolean): Endpoint {
  return (backend, request, id) => {
    const { people, countAttempt, loginLimit, serialize } = backend;
    const session = ownSession(backend, request, id);
    const { person } = session;
    const fields = readFields(request);
    if ('current_password' in fields) countAttempt('password', `${person.id}`, loginLimit);
    // A new password ends every session; this one continues.
    if (people.update(person, fields, isPartial)) session.password = person.password;
    return json(serialize(person));
  };
}

export const reauthenticate: Endpoint = (backend, request) => {
  const session = authenticate(backend, request);
  const { password } = readTexts(readFields(request), ['password'], ['password']);
  backend.countAttempt('password', `${session.person.id}`, backend.loginLimit);
  if (password !== session.person.password) throw invalid({ password: ['This is not your password.'] });
  session.authenticatedAt = backend.now();
  return noContent;
};

export const changePassword: Endpoint = (backend, request) => {
  const session = authenticate(backend, request);
  const fields = readFields(request);
  backend.countAttempt('password', `${session.person.id}`, backend.loginLimit);
  const { current_password, password } = readTexts(fields, passwords, passwords);
  backend.people.update(session.person, { current_password, password }, true);
  Object.assign(session, { password, authenticatedAt: backend.now() });
  return noContent;
};

export const deleteAccount: Endpoint = (backend, request) => {
  const { people, sessions } = backend;
  const { person } = authenticateRecent(backend, request);
  for (const { sid } of sessions.of(person)) sessions.end(sid);
  people.remove(person);
  return signedOut(backend);
};

/** Another user's id is refused as an unknown one. */
function ownSession(backend: Backend, request: TestRequest, id: string): Session {
  const session = authenticate(backend, request);
  if (id !== String(session.person.id)) throw new Refusal('not_found');
  return session;
}
