import { expect, test, vi } from 'vitest';
import { fetchPageAt, fetchTheRest } from '../../src/performance/pages';

test.each([
  '/',
  '/login',
  '/account/devices',
  '/reset-password',
  '/secure-account',
  '/verify-email',
  '/nowhere',
  '//example.org',
])('the page at %s is fetched without an error', async (path) => {
  await expect(fetchPageAt(path)).resolves.toBeUndefined();
});

test('the rest of the app is fetched without an error', async () => {
  vi.stubGlobal('requestIdleCallback', (run: () => void) => queueMicrotask(run));
  await expect(fetchTheRest()).resolves.toBeUndefined();
});
