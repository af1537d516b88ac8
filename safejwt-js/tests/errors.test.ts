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

test('isAuthError recognizes only AuthError', () => {
  expect(isAuthError(new AuthError('timeout'))).toBe(true);
  expect(isAuthError(new TypeError('Failed to fetch'))).toBe(false);
  expect(isAuthError({ code: 'timeout' })).toBe(false);
  expect(isAuthError(null)).toBe(false);
});
