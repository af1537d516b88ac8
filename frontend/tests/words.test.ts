import { AuthError } from 'safejwt-js';
import { describe, expect, test } from 'vitest';
import errors from '../../protocol/errors.json';
import { initials } from '../src/components/initials';
import { errorText } from '../src/error-text';
import { deviceName } from '../src/pages/account/device-name';

test.each(Object.entries(errors))('the error %s has a sentence that ends with what to do', (code, { status }) => {
  expect(errorText(new AuthError(code, { status }))).toMatch(/^[A-Z].*\.$/);
});

describe('waiting times', () => {
  test.each([
    [1, 'Wait 1 second, then try again.'],
    [42, 'Wait 42 seconds, then try again.'],
    [91, 'Wait 2 minutes, then try again.'],
    [null, 'Wait a minute, then try again.'],
  ])('%s seconds', (retryAfter, sentence) => {
    expect(errorText(new AuthError('throttled', { retryAfter }))).toContain(sentence);
  });
});

test.each([
  ['alice', 'A'],
  ['ada.lovelace', 'AL'],
  ['élodie-marie-anne', 'ÉM'],
  ['@+', '?'],
])('the initials of %s are %s', (username, letters) => {
  expect(initials(username)).toBe(letters);
});

test.each([
  ['Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/156.0 Safari/537.36 Edg/156.0', 'Edge on Windows'],
  ['Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605 Version/19 Safari/605', 'Safari on macOS'],
  ['Mozilla/5.0 (Android 16; Mobile; rv:153.0) Gecko/153.0 Firefox/153.0', 'Firefox on Android'],
  ['curl/8.9', 'curl/8.9'],
  ['', 'Unknown device'],
])('the browser %j is called %s', (userAgent, name) => {
  expect(deviceName(userAgent)).toBe(name);
});
