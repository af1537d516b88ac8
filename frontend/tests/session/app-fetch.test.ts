import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { appFetch } from '../../src/features/session/app-fetch';
import { sessionFacts } from '../../src/features/session/session-facts';

/** As `fetch` without a response: it rejects when it is aborted. */
const silent = (_: unknown, { signal }: RequestInit) =>
  new Promise((_, reject) => {
    const abort = () => reject(signal?.reason);
    signal?.addEventListener('abort', abort);
    if (signal?.aborted) abort();
  });

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('fetch', vi.fn(silent));
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test('a request without a response fails in the end', async () => {
  const failure = expect(appFetch('/users/7/')).rejects.toMatchObject({ code: 'timeout' });
  await vi.advanceTimersByTimeAsync(60_000);
  await failure;
});

test('a caller can abort at any time', async () => {
  for (const isEarly of [true, false]) {
    const controller = new AbortController();
    if (isEarly) controller.abort('over');
    const failure = expect(appFetch('/users/7/', { signal: controller.signal })).rejects.toBe('over');
    if (!isEarly) controller.abort('over');
    await failure;
  }
});

test('a response in time stops the clock', async () => {
  vi.mocked(fetch).mockResolvedValue(new Response('{}'));
  await appFetch('/users/7/');
  expect(vi.getTimerCount()).toBe(0);
});

test('a request that failed says nothing about the server once the device is online again', async () => {
  vi.mocked(fetch).mockRejectedValue(new TypeError('Failed to fetch'));
  await expect(appFetch('/users/7/')).rejects.toThrow();
  expect(sessionFacts.get().unreachable).toBe(true);
  window.dispatchEvent(new Event('online'));
  expect(sessionFacts.get().unreachable).toBe(false);
});
