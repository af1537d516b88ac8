import { expect, test } from 'vitest';
import { createRefreshQueue } from '../../src/session/refresh-queue.js';

const { signal } = new AbortController();

test('work waits for the work before it, whether that succeeds or fails', async () => {
  const queue = createRefreshQueue((_signal, work) => work(false));
  const order: string[] = [];
  const first = queue(signal, async () => {
    await Promise.resolve();
    order.push('first');
    throw new Error('failed');
  });
  const second = queue(signal, async () => order.push('second'));
  await expect(first).rejects.toThrow('failed');
  await second;
  expect(order).toEqual(['first', 'second']);
});

test('work holds the lock for its own epoch, and receives whether another tab held it', async () => {
  const signals: AbortSignal[] = [];
  const queue = createRefreshQueue((given, work) => {
    signals.push(given);
    return work(true);
  });
  expect(await queue(signal, async (waited) => waited)).toBe(true);
  expect(signals).toEqual([signal]);
});
