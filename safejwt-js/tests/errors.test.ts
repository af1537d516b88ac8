import { expect, test } from 'vitest';
import { AuthError, isAuthError } from '../src/errors.js';

test('an error has its code, a sentence and defaults for the rest', () => {
  const error = new AuthError('timeout');
  expect(error).toBeInstanceOf(Error);
  expect(error).toMatchObject({ name: 'AuthError', code: 'timeout', status: null, fields: {}, retryAfter: null });
  expect(error.message).toMatch(/timeout/);
});

test('an error keeps its cause', () => {
  const cause = new TypeError('Failed to fetch');
  expect(new AuthError('network_error', { cause }).cause).toBe(cause);
});

test('a code without a sentence of its own gets a default sentence', () => {
  expect(new AuthError('coupon_used').message).toMatch(/^The .+coupon_used.+\.$/);
});

test.each([
  [500, 'The server failed. Try again later.'],
  [502, 'The server is unavailable. Try again shortly.'],
  [503, 'The server is unavailable. Try again shortly.'],
  [504, 'The server did not respond in time. Check what was done, then try again.'],
  [520, 'The server failed. Try again later.'],
])('a response %i without a sentence says what happened and what to do next', (status, sentence) => {
  expect(new AuthError('server_error', { status }).message).toBe(sentence);
  expect(new AuthError('server_error', { status, message: 'Ours.' }).message).toBe('Ours.');
});

test('isAuthError recognizes only AuthError', () => {
  expect(isAuthError(new AuthError('timeout'))).toBe(true);
  expect(isAuthError(new TypeError('Failed to fetch'))).toBe(false);
  expect(isAuthError({ code: 'timeout' })).toBe(false);
  expect(isAuthError(null)).toBe(false);
});
