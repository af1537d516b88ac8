import { expect, test } from 'vitest';
import { systemTimers } from '../../src/browser/clock.js';
import { Session } from '../../src/session/session.js';
import { people } from '../support/fake-server.js';

function open() {
  let now = 0;
  const session = new Session(
    { clocks: [() => now], channel: null, storage: null, timers: systemTimers },
    String,
    () => undefined,
  );
  const response = { accessToken: 'abc', expiresIn: 300, user: people.ada };
  const pass = (seconds: number) => {
    now += seconds * 1000;
  };
  return { session, response, pass };
}

test('a response starts the session', async () => {
  const { session, response } = open();
  expect(await session.start(session.epoch.signal, async () => response)).toEqual(people.ada);
  expect(session.store.get()).toEqual({ status: 'authenticated', user: people.ada, reason: null, degraded: false });
  expect(session.token()).toBe('abc');
});

test('a response that arrives just after its epoch has ended is dropped', async () => {
  const { session, response } = open();
  const late = session.start(session.epoch.signal, async () => {
    session.epoch.begin();
    return response;
  });
  await expect(late).rejects.toMatchObject({ code: 'superseded' });
  expect(session.store.get().status).toBe('unknown');
  expect(session.token()).toBeNull();
});

test('a token that is no longer fresh is still known', async () => {
  const { session, response, pass } = open();
  await session.start(session.epoch.signal, async () => response);
  pass(294);
  expect(session.freshToken()).toBe('abc');
  pass(2);
  expect(session.freshToken()).toBeNull();
  expect(session.token()).toBe('abc');
});

test('the token goes when the session ends', async () => {
  const { session, response } = open();
  await session.start(session.epoch.signal, async () => response);
  session.end('refresh_token_expired');
  expect(session.token()).toBeNull();
  expect(session.store.get()).toEqual({
    status: 'anonymous',
    user: null,
    reason: 'session_expired',
    degraded: false,
  });
});

test('a different user ends the epoch, the same user does not', async () => {
  const { session, response } = open();
  const { signal } = session.epoch;
  await session.start(signal, async () => response);
  await session.start(signal, async () => ({ ...response, accessToken: 'def' }));
  expect(signal.aborted).toBe(false);
  await session.start(signal, async () => ({ ...response, user: people.bob }));
  expect(signal.aborted).toBe(true);
});

test.each([undefined, null, {}, 'ada', { user: people.ada }])('%j is not a session', async (response) => {
  const { session } = open();
  expect(await session.start(session.epoch.signal, async () => response)).toBeNull();
  expect(session.store.get().status).toBe('unknown');
});

test.each([
  [{ accessToken: 'abc', expiresIn: 300 }],
  [{ accessToken: 'abc', expiresIn: 300, user: 'ada' }],
  [{ accessToken: 'abc', expiresIn: '300', user: people.ada }],
])('%j is a mistake of the server, and the error names the setting', async (response) => {
  const { session } = open();
  const start = session.start(session.epoch.signal, async () => response);
  await expect(start).rejects.toMatchObject({
    code: 'unexpected_response',
    message: expect.stringContaining('SAFEJWT_USER_SERIALIZER'),
  });
});

test('a user without an id gets one, so that another user is never taken for the same', async () => {
  const { session, response } = open();
  const { signal } = session.epoch;
  const member = (number: string) => ({ ...response, user: { member_no: number } });
  const user = await session.start(signal, async () => member('7'));
  expect(user).toEqual({ member_no: '7', id: expect.any(String) });
  await session.start(signal, async () => member('7'));
  expect(signal.aborted).toBe(false);
  session.setUser({ member_no: '7', name: 'Ada' } as never);
  expect(session.store.get().user).toMatchObject({ id: user?.id, name: 'Ada' });
  await session.start(signal, async () => member('8'));
  expect(signal.aborted).toBe(true);
});
