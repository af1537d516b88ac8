import { expect, test } from 'vitest';
import { createLock } from '../../src/browser/web-lock.js';
import { createSession } from '../../src/session/session.js';
import { createEpochs } from '../../src/session/sign-in-epoch.js';
import { createStore } from '../../src/session/store.js';
import { createTabs } from '../../src/session/tab-channel.js';
import type { AuthState } from '../../src/types.js';
import { people } from '../support/fake-server.js';

function open() {
  const store = createStore<AuthState>({ status: 'unknown', user: null, reason: null, degraded: false });
  let now = 0;
  const clocks = [() => now];
  const epochs = createEpochs(clocks, createLock(null, String, 0, null));
  const session = createSession(store, epochs, clocks, createTabs(null, String), true);
  const answer = { accessToken: 'abc', expiresIn: 300, user: people.ada };
  const pass = (seconds: number) => {
    now += seconds * 1000;
  };
  return { store, epochs, session, answer, pass };
}

test('an answer starts the session', async () => {
  const { store, epochs, session, answer } = open();
  expect(await session.start(epochs.current(), async () => answer)).toEqual(people.ada);
  expect(store.get()).toEqual({ status: 'authenticated', user: people.ada, reason: null, degraded: false });
  expect(session.token()).toBe('abc');
});

test('an answer that comes when its epoch has just ended is dropped', async () => {
  const { store, epochs, session, answer } = open();
  const late = session.start(epochs.current(), async () => {
    epochs.next();
    return answer;
  });
  await expect(late).rejects.toMatchObject({ code: 'superseded' });
  expect(store.get().status).toBe('unknown');
  expect(session.token()).toBeNull();
});

test('a token that is no longer fresh is still known', async () => {
  const { epochs, session, answer, pass } = open();
  await session.start(epochs.current(), async () => answer);
  pass(294);
  expect(session.freshToken()).toBe('abc');
  pass(2);
  expect(session.freshToken()).toBeNull();
  expect(session.token()).toBe('abc');
});

test('the end of the session takes the token along', async () => {
  const { store, epochs, session, answer } = open();
  await session.start(epochs.current(), async () => answer);
  session.end('refresh_token_expired');
  expect(session.token()).toBeNull();
  expect(store.get()).toEqual({ status: 'anonymous', user: null, reason: 'session_expired', degraded: false });
});

test('another user ends the epoch, the same one does not', async () => {
  const { epochs, session, answer } = open();
  const epoch = epochs.current();
  await session.start(epoch, async () => answer);
  await session.start(epoch, async () => ({ ...answer, accessToken: 'def' }));
  expect(epoch.aborted).toBe(false);
  await session.start(epoch, async () => ({ ...answer, user: people.bob }));
  expect(epoch.aborted).toBe(true);
});

test.each([undefined, {}, { accessToken: 'abc' }, { accessToken: 'abc', expiresIn: '300', user: people.ada }])(
  '%j is no session',
  async (answer) => {
    const { epochs, session } = open();
    const start = session.start(epochs.current(), async () => answer as never);
    await expect(start).rejects.toMatchObject({ code: 'unexpected_response' });
  },
);
