import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { systemTimers } from '../../src/browser/clock.js';
import { createTabChannel, type TabMessage } from '../../src/session/tab-channel.js';
import { TestChannels } from '../../testing/channels.js';
import { people } from '../support/fake-server.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function open() {
  const channels = new TestChannels(systemTimers);
  const heard: TabMessage[] = [];
  const tabs = createTabChannel({ channel: channels.create, timers: systemTimers }, () => 'name');
  tabs.open((message) => heard.push(message));
  return { channels, tabs, heard };
}

const answer = { accessToken: 'abc', expiresIn: 300, user: people.ada };

describe('a message', () => {
  test.each<TabMessage>([
    { type: 'ask' },
    { type: 'session', epoch: 1, at: 0, answer },
    { type: 'end', epoch: 1, cause: 'logout' },
    {
      type: 'failure',
      epoch: 1,
      error: { code: 'timeout', message: 'Late.', status: null, fields: {}, retryAfter: null },
    },
  ])('of this library is received: $type', async (message) => {
    const { channels, heard } = open();
    channels.send(null, 'name', message);
    await vi.advanceTimersByTimeAsync(0);
    expect(heard).toEqual([message]);
  });

  test.each([
    ['nothing', undefined],
    ['null', null],
    ['a string', 'ask'],
    ['another type', { type: 'logout', epoch: 1 }],
    ['an inherited name', { type: 'constructor', epoch: 1 }],
    ['no epoch', { type: 'end', cause: 'logout' }],
    ['an epoch that is not a number', { type: 'end', epoch: '1', cause: 'logout' }],
    ['an infinite epoch', { type: 'end', epoch: Number.POSITIVE_INFINITY, cause: 'logout' }],
    ['an epoch that is not a safe integer', { type: 'end', epoch: 2 ** 53, cause: 'logout' }],
    ['a session without an answer', { type: 'session', epoch: 1, at: 0 }],
    ['a session without a token', { type: 'session', epoch: 1, at: 0, answer: { ...answer, accessToken: 7 } }],
    ['a session without a user', { type: 'session', epoch: 1, at: 0, answer: { ...answer, user: null } }],
    ['a session without a time', { type: 'session', epoch: 1, at: null, answer }],
    ['a failure without an error', { type: 'failure', epoch: 1 }],
    ['a failure without a code', { type: 'failure', epoch: 1, error: { message: 'No.' } }],
  ])('is ignored with %s', async (_name, message) => {
    const { channels, heard } = open();
    channels.send(null, 'name', message);
    await vi.advanceTimersByTimeAsync(0);
    expect(heard).toEqual([]);
  });
});

test('a new page asks the other tabs, and waits a tenth of a second for their replies', async () => {
  const { channels, tabs } = open();
  expect(channels.said).toEqual([{ name: 'name', data: { type: 'ask' } }]);
  const answered = vi.fn();
  void tabs.answered().then(answered);
  await vi.advanceTimersByTimeAsync(99);
  expect(answered).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1);
  expect(answered).toHaveBeenCalled();
});

test('without a channel, a page does not wait', async () => {
  const tabs = createTabChannel({ channel: null, timers: systemTimers }, () => expect.unreachable());
  tabs.open(() => undefined);
  tabs.post({ type: 'ask' });
  await tabs.answered();
  tabs.close();
});

test('a closed channel receives and posts nothing until it is opened again', async () => {
  const { channels, tabs, heard } = open();
  tabs.close();
  tabs.close();
  tabs.post({ type: 'ask' });
  channels.send(null, 'name', { type: 'ask' });
  await vi.advanceTimersByTimeAsync(0);
  expect(channels.count).toBe(0);
  expect(heard).toEqual([]);
  tabs.open((message) => heard.push(message));
  tabs.open((message) => heard.push(message));
  expect(channels.count).toBe(1);
  channels.send(null, 'name', { type: 'ask' });
  await vi.advanceTimersByTimeAsync(0);
  expect(heard).toHaveLength(1);
});
