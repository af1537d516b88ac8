import { expect, test, vi } from 'vitest';
import { stopwatch, systemClocks, wallClock } from '../../src/browser/clock.js';

test('time that one clock has missed is counted by the other', () => {
  const time = { steady: 0, wall: 1_000_000 };
  const elapsed = stopwatch([() => time.steady, () => time.wall]);
  time.steady += 10;
  expect(elapsed()).toBe(10);
  time.wall += 8 * 3_600_000;
  expect(elapsed()).toBe(8 * 3_600_000);
});

test("setting the device's time back makes nothing younger", () => {
  const time = { steady: 0, wall: 1_000_000 };
  const elapsed = stopwatch([() => time.steady, () => time.wall]);
  time.steady += 60_000;
  time.wall -= 86_400_000;
  expect(elapsed()).toBe(60_000);
});

test("the system's clocks return milliseconds", () => {
  expect(stopwatch(systemClocks)()).toBeLessThan(1000);
});

test('a stopwatch can start in the past', () => {
  const time = { now: 1_000 };
  const elapsed = stopwatch([() => time.now], 250);
  time.now += 50;
  expect(elapsed()).toBe(300);
});

test('the time in messages between tabs is the time of day', () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  expect(wallClock(systemClocks)).toBe(Date.now());
  vi.useRealTimers();
});
