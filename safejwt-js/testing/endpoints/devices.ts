import { authenticate, type Endpoint, json, noContent, signedOut } from '../backend.js';
import { Refusal } from '../refusals.js';
import type { Session } from '../sessions.js';

export const devices: Endpoint = (backend, request) => {
  const { sid: own, person } = authenticate(backend, request);
  return json(backend.sessions.of(person).map((session) => serializeDevice(session, own)));
};

export const endDevice: Endpoint = (backend, request, sid) => {
  const { sessions } = backend;
  const { person } = authenticate(backend, request);
  if (!sessions.of(person).some((session) => session.sid === sid)) throw new Refusal('not_found');
  sessions.end(sid);
  return noContent;
};

export const forgetDevice: Endpoint = (backend, request, sid) => {
  const { sid: own } = authenticate(backend, request);
  const response = endDevice(backend, request, sid);
  return sid === own ? signedOut(backend) : response;
};

export const endOtherDevices: Endpoint = (backend, request) => {
  const { sessions } = backend;
  const { sid: own, person } = authenticate(backend, request);
  for (const { sid } of sessions.of(person)) if (sid !== own) sessions.end(sid);
  return noContent;
};

export const logoutEverywhere: Endpoint = (backend, request) => {
  const { sessions } = backend;
  const { person } = authenticate(backend, request);
  for (const { sid } of sessions.of(person)) sessions.end(sid);
  return signedOut(backend);
};

function serializeDevice({ sid, userAgent, ip, createdAt, lastUsedAt, expiresAt }: Session, own: string) {
  return {
    ...{ id: sid, userAgent, browser: null, system: null, ip },
    ...{ createdAt: toIsoString(createdAt), lastUsedAt: toIsoString(lastUsedAt), expiresAt: toIsoString(expiresAt) },
    amr: ['pwd'],
    current: sid === own,
  };
}

function toIsoString(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace('.000Z', 'Z');
}
