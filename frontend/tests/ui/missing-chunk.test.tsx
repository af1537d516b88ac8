import { MantineProvider } from '@mantine/core';
import { render, screen } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ErrorBoundary } from '../../src/ui/error-boundary';
import { isMissingChunk, reloadForChunk, watchChunks } from '../../src/ui/missing-chunk';

const reload = vi.fn();

beforeEach(() => {
  reload.mockClear();
  sessionStorage.clear();
  vi.spyOn(console, 'error').mockImplementation(() => {});
  vi.stubGlobal('location', { pathname: '/account', reload });
});

afterEach(() => vi.unstubAllGlobals());

/** The server's response to the question whether it can be reached. */
function serverIs(answer: () => Promise<{ ok: boolean }>) {
  vi.stubGlobal('fetch', vi.fn(answer));
}

const reachable = async () => ({ ok: true });

test('the page reloads once within a minute', async () => {
  serverIs(reachable);
  expect(await reloadForChunk()).toBe(true);
  expect(await reloadForChunk()).toBe(false);
  expect(reload).toHaveBeenCalledOnce();
});

test.each([
  ['cannot be reached', () => Promise.reject(new TypeError('offline'))],
  ['is down', async () => ({ ok: false })],
])('nothing reloads while the server %s', async (_, answer) => {
  serverIs(answer);
  expect(await reloadForChunk()).toBe(false);
  expect(reload).not.toHaveBeenCalled();
  serverIs(reachable);
  expect(await reloadForChunk()).toBe(true);
});

test('a chunk that is still missing after the reload shows what to do, and reloads when the connection is back', async () => {
  serverIs(async () => ({ ok: false }));
  watchChunks();
  const error = new TypeError('Failed to fetch');
  window.dispatchEvent(Object.assign(new Event('vite:preloadError'), { payload: error }));
  expect(isMissingChunk(error)).toBe(true);
  expect(isMissingChunk(new TypeError('another one'))).toBe(false);
  function Missing(): never {
    throw error;
  }
  const at = (place: string) => (
    <MantineProvider env="test">
      <ErrorBoundary place={place}>{place === 'missing' ? <Missing /> : 'content'}</ErrorBoundary>
    </MantineProvider>
  );
  const { rerender } = render(at('missing'));
  expect(await screen.findByRole('heading', { name: 'This page could not be loaded' })).toBeInTheDocument();
  expect(screen.getByText(/^Check your connection/)).toBeInTheDocument();
  serverIs(reachable);
  await vi.waitFor(() => {
    // The page listens a moment after it appears.
    window.dispatchEvent(new Event('online'));
    expect(reload).toHaveBeenCalledOnce();
  }, 10_000);
  rerender(at('elsewhere'));
  expect(screen.getByText('content')).toBeInTheDocument();
});
