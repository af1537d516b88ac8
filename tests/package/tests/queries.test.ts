// @vitest-environment jsdom
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type QueryClient, QueryObserver } from '@tanstack/react-query';
import { afterEach, expect, test, vi } from 'vitest';
import { output, unpacked } from '../places.js';
import { writeFiles } from '../recipes.js';

const folder = join(output, 'queries');
writeFiles('../start/front-end.md', folder);

type Queries = { queriesOf(client: unknown): QueryClient };

const load = () => import(/* @vite-ignore */ join(folder, 'src', 'queries.ts')) as Promise<Queries>;

test('the app uses the file of the page as it is written', () => {
  const app = join(import.meta.dirname, '..', '..', '..', 'frontend', 'src', 'features', 'session', 'queries.ts');
  expect(readFileSync(join(folder, 'src', 'queries.ts'), 'utf8')).toBe(readFileSync(app, 'utf8'));
});

afterEach(() => vi.useRealTimers());

test.each([
  ['network_error', 3],
  ['throttled', 3],
  ['service_unavailable', 3],
  ['refresh_token_missing', 1],
  ['permission_denied', 1],
  ['superseded', 1],
] as const)('a query that fails with %s is tried %i times in all', async (code, times) => {
  vi.useFakeTimers();
  const { queriesOf } = await load();
  const nobody = { getState: () => ({ status: 'anonymous', user: null }), subscribe: () => () => undefined };
  // The copy that the page has: an error is known by its class.
  const { AuthError } = (await import(join(unpacked, 'dist', 'index.js'))) as typeof import('safejwt-js');
  const queryFn = vi.fn().mockRejectedValue(new AuthError(code));
  const observer = new QueryObserver(queriesOf(nobody), { queryKey: ['orders'], queryFn });
  const stop = observer.subscribe(() => undefined);
  await vi.advanceTimersByTimeAsync(60_000);
  stop();
  expect(observer.getCurrentResult().error).toMatchObject({ code });
  expect(queryFn).toHaveBeenCalledTimes(times);
});

test('the cache is emptied when the user changes, and not when the page finds the same one again', async () => {
  const { queriesOf } = await load();
  const ada = { status: 'authenticated', user: { id: 1 } };
  let state: { status: string; user: { id: number } | null } = { status: 'unknown', user: null };
  let tell: () => void = () => undefined;
  const subscribe = (listener: () => void) => {
    tell = listener;
    return () => undefined;
  };
  const client = { getState: () => state, subscribe };
  const queryClient = queriesOf(client);
  expect(queriesOf(client)).toBe(queryClient);
  const keptAfter = (next: typeof state) => {
    queryClient.setQueryData(['orders'], 'some');
    state = next;
    tell();
    return queryClient.getQueryData(['orders']) !== undefined;
  };
  expect(keptAfter(ada)).toBe(true);
  expect(keptAfter({ status: 'unknown', user: null })).toBe(true);
  expect(keptAfter({ ...ada })).toBe(true);
  expect(keptAfter({ status: 'authenticated', user: { id: 2 } })).toBe(false);
  expect(keptAfter({ status: 'anonymous', user: null })).toBe(false);
  expect(keptAfter(ada)).toBe(true);
});
