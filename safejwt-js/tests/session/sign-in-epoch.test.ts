import { expect, test } from 'vitest';
import { createLock } from '../../src/browser/web-lock.js';
import { createEpochs } from '../../src/session/sign-in-epoch.js';

function open(now = 0) {
  return createEpochs([() => now], createLock(null, String, 0, null));
}

test('work waits for what was queued before, whether that succeeds or fails', async () => {
  const epochs = open();
  const order: string[] = [];
  const first = epochs.enqueue(async () => {
    await Promise.resolve();
    order.push('first');
    throw new Error('failed');
  });
  const second = epochs.enqueue(async () => order.push('second'));
  await expect(first).rejects.toThrow('failed');
  await second;
  expect(order).toEqual(['first', 'second']);
});

test('work belongs to the epoch in which it was queued', async () => {
  const epochs = open();
  const before = epochs.current();
  const work = epochs.enqueue(async (epoch) => epoch);
  epochs.next();
  expect(await work).toBe(before);
  expect(before.aborted).toBe(true);
  expect(before.reason).toMatchObject({ code: 'superseded' });
  expect(epochs.current().aborted).toBe(false);
});

test('after the last epoch there is none', () => {
  const epochs = open();
  epochs.close();
  epochs.next();
  expect(epochs.current().reason).toMatchObject({ code: 'disposed' });
});
