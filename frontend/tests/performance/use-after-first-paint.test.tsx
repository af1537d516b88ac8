import { act, renderHook } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

const { useAfterFirstPaint } = await vi.importActual<typeof import('../../src/performance/use-after-first-paint')>(
  '../../src/performance/use-after-first-paint',
);

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function pass(milliseconds: number): void {
  act(() => void vi.advanceTimersByTime(milliseconds));
}

test('is true shortly after the first paint of a page that is ready', () => {
  const { result } = renderHook(() => useAfterFirstPaint(true));
  expect(result.current).toBe(false);
  pass(400);
  expect(result.current).toBe(true);
});

test('waits for the page to be ready', () => {
  const { result, rerender } = renderHook(({ isReady }) => useAfterFirstPaint(isReady), {
    initialProps: { isReady: false },
  });
  pass(400);
  expect(result.current).toBe(false);
  rerender({ isReady: true });
  pass(400);
  expect(result.current).toBe(true);
});

test('is true after a second at the latest', () => {
  const { result } = renderHook(() => useAfterFirstPaint(false));
  pass(1000);
  expect(result.current).toBe(true);
});
