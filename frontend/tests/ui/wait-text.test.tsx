import { act, render, screen } from '@testing-library/react';
import { AuthError } from 'safejwt-js';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { errorMessage } from '../../src/ui/error-message';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('the time to wait counts down', () => {
  render(errorMessage(new AuthError('throttled', { status: 429, retryAfter: 56 })));
  const text = screen.getByRole('timer');
  expect(text).toHaveTextContent('Wait 56 seconds');
  act(() => vi.advanceTimersByTime(6_000));
  expect(text).toHaveTextContent('Wait 50 seconds');
  act(() => vi.advanceTimersByTime(50_000));
  expect(text).toHaveTextContent('You can try again now.');
  expect(vi.getTimerCount()).toBe(0);
});

test('other errors have one text', () => {
  expect(errorMessage(new AuthError('throttled', { status: 429 }))).toMatch(/^Too many attempts/);
  expect(errorMessage(new AuthError('network_error'))).toMatch(/did not answer/);
});
