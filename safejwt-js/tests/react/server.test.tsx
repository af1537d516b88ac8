import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { Suspense } from 'react';
import { renderToPipeableStream, renderToString } from 'react-dom/server';
import { expect, test, vi } from 'vitest';
import { createAuthClient } from '../../src/index.js';
import { AuthProvider, RequireAuth, useAuth, useAuthSuspense, useUser } from '../../src/react/index.js';

// This file runs in Node.js without a DOM, as a server does.

function open() {
  const fetch = vi.fn();
  return { fetch, client: createAuthClient({ fetch }) };
}

function Who() {
  const { status } = useAuth();
  return <p>{`${status} ${useUser()?.username}`}</p>;
}

function Suspended() {
  return <p>{useAuthSuspense().status}</p>;
}

test('there is no document here', () => {
  expect(typeof document).toBe('undefined');
  expect(typeof window).toBe('undefined');
});

test('a server renders the unknown state, and sends no request', () => {
  const { client, fetch } = open();
  const html = renderToString(
    <AuthProvider client={client}>
      <Who />
      <RequireAuth fallback={<p>please log in</p>} loading={<p>loading</p>}>
        <p>secret</p>
      </RequireAuth>
    </AuthProvider>,
  );
  expect(html).toBe('<p>unknown undefined</p><p>loading</p>');
  expect(fetch).not.toHaveBeenCalled();
});

test('a server renders the fallback of a suspended component, at once and without a request', async () => {
  const { client, fetch } = open();
  const page = (
    <AuthProvider client={client}>
      <Suspense fallback={<p>loading</p>}>
        <Suspended />
      </Suspense>
    </AuthProvider>
  );
  expect(renderToString(page)).toContain('<p>loading</p>');
  const stream = new PassThrough();
  const onError = vi.fn();
  renderToPipeableStream(page, { onError }).pipe(stream);
  expect(await text(stream)).toContain('<p>loading</p>');
  expect(onError).toHaveBeenCalledExactlyOnceWith(expect.any(Error), expect.anything());
  expect(fetch).not.toHaveBeenCalled();
});

test('a client on a server keeps no process running', () => {
  const opened = vi.fn();
  vi.stubGlobal(
    'BroadcastChannel',
    class {
      constructor() {
        opened();
      }
    },
  );
  createAuthClient().dispose();
  expect(opened).not.toHaveBeenCalled();
});
