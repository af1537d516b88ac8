import { expect, test } from 'vitest';
import { systemTimers } from '../../src/browser/clock.js';
import { Session } from '../../src/session/session.js';
import { people } from '../support/fake-server.js';

function open() {
  let now = 0;
  const session = new Session({ clocks: [() => now], channel: null, timers: systemTimers }, String);
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

test.each([undefined, {}, { accessToken: 'abc' }, { accessToken: 'abc', expiresIn: '300', user: people.ada }])(
  '%j is not a session',
  async (response) => {
    const { session } = open();
    const start = session.start(session.epoch.signal, async () => response as never);
    await expect(start).rejects.toMatchObject({ code: 'unexpected_response' });
  },
);
