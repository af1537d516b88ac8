import { AuthError } from 'safejwt-js';
import { describe, expect, test } from 'vitest';
import errors from '../../../protocol/errors.json';
import { initials } from '../../src/features/layout/initials';
import { errorText } from '../../src/i18n/error-text';
import '../../src/i18n/i18n';

test.each(Object.entries(errors))('the error %s has a text', async (code, { status }) => {
  expect(errorText(new AuthError(code, { status }))).toMatch(/^[A-Z].*\.$/);
});

describe('waiting times', () => {
  test.each([
    [1, 'Wait 1 second, then try again.'],
    [42, 'Wait 42 seconds, then try again.'],
    [91, 'Wait 2 minutes, then try again.'],
    [7200, 'Wait 120 minutes, then try again.'],
    [7201, 'Wait 3 hours, then try again.'],
    [86_400, 'Wait 24 hours, then try again.'],
    [null, 'Wait a minute, then try again.'],
  ])('%s seconds', async (retryAfter, sentence) => {
    expect(errorText(new AuthError('throttled', { retryAfter }))).toContain(sentence);
  });
});

test.each([
  ['alice', 'A'],
  ['ada.lovelace', 'AL'],
  ['élodie-marie-anne', 'ÉM'],
  ['@+', '?'],
])('the initials of %s are %s', async (username, letters) => {
  expect(initials(username)).toBe(letters);
});
