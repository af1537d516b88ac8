import { describe, expect, test } from 'vitest';
import { createSignInEpoch } from '../../src/session/sign-in-epoch.js';

function open(now = 1_000) {
  const time = { now };
  return { time, epoch: createSignInEpoch([() => time.now]) };
}

describe('the signal', () => {
  test('aborts when another epoch begins', () => {
    const { epoch } = open();
    const { signal } = epoch;
    epoch.begin();
    expect(signal.aborted).toBe(true);
    expect(signal.reason).toMatchObject({ code: 'superseded' });
    expect(epoch.signal.aborted).toBe(false);
  });

  test('stays aborted once the epoch is closed', () => {
    const { epoch } = open();
    epoch.close();
    epoch.begin();
    expect(epoch.signal.reason).toMatchObject({ code: 'disposed' });
  });
});

describe('the number', () => {
  test('is the time of day', () => {
    const { epoch } = open(1_234.5);
    epoch.begin();
    expect(epoch.number).toBe(1_234);
  });

  test('grows even if the time of day does not', () => {
    const { epoch, time } = open();
    epoch.begin();
    time.now = 0;
    epoch.begin();
    expect(epoch.number).toBe(1_001);
  });

  test('is restored after a failed login', () => {
    const { epoch } = open();
    const revert = epoch.begin();
    expect(epoch.number).toBe(1_000);
    revert();
    expect(epoch.number).toBe(0);
  });

  test('is not restored once another epoch has begun', () => {
    const { epoch } = open();
    const revert = epoch.begin();
    epoch.begin();
    revert();
    expect(epoch.number).toBe(1_001);
  });
});

describe('an epoch of another tab', () => {
  test('of the same user continues the current one under a greater number', () => {
    const { epoch } = open();
    const { signal } = epoch;
    epoch.follow(7);
    epoch.follow(5);
    expect(epoch.number).toBe(7);
    expect(signal.aborted).toBe(false);
  });

  test('of a different user ends the current one', () => {
    const { epoch } = open();
    const { signal } = epoch;
    epoch.follow(7, true);
    expect(epoch.number).toBe(7);
    expect(signal.aborted).toBe(true);
  });
});
