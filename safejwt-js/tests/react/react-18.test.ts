// @vitest-environment jsdom
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { FunctionComponent, ReactNode } from 'react';
import { beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { createAuthClient } from '../../src/index.js';
import { openCredentials, request } from '../support/credentials.js';
import { openAllauth, pending } from '../support/fake-allauth.js';
import { createFakeServer } from '../support/fake-server.js';

/** A workspace of its own, because npm refuses an aliased react-dom 18 beside another react. */
const load = createRequire(join(import.meta.dirname, '..', '..', '..', 'tests', 'react-18', 'package.json'));

describe('with React 18', () => {
  let React: typeof import('react');
  let bindings: typeof import('../../src/react/index.js');
  const page = document.body;

  beforeAll(async () => {
    for (const name of ['react', 'react/jsx-runtime', 'react/jsx-dev-runtime']) vi.doMock(name, () => load(name));
    vi.resetModules();
    React = load('react');
    bindings = await import('../../src/react/index.js');
  });

  beforeEach(() => {
    page.replaceChildren();
  });

  function open(Component: FunctionComponent) {
    const server = createFakeServer();
    server.remember('ada');
    const client = createAuthClient(server.options);
    const { createRoot } = load('react-dom/client') as typeof import('react-dom/client');
    const root = createRoot(page.appendChild(document.createElement('main')));
    const inside: ReactNode = React.createElement(Component);
    root.render(
      React.createElement(React.StrictMode, null, React.createElement(bindings.AuthProvider, { client }, inside)),
    );
    return { client, server };
  }

  test('React 18 is running', () => {
    expect(React.version).toMatch(/^18\./);
  });

  test('the session is restored with one request, and a new token renders nothing', async () => {
    const renders = vi.fn();
    const { client, server } = open(() => {
      const { status, user } = bindings.useAuth();
      renders(status);
      return user?.username ?? status;
    });
    await vi.waitFor(() => expect(page.textContent).toBe('ada'), 10_000);
    expect(server.received).toHaveLength(1);
    const before = renders.mock.calls.length;
    server.pass(400);
    await client.getAccessToken();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(server.count('/users/token/')).toBe(2);
    expect(renders).toHaveBeenCalledTimes(before);
  });

  test('the guard shows the page and hides it when the session ends', async () => {
    const { server, client } = open(() =>
      React.createElement(bindings.RequireAuth, { fallback: 'please log in', loading: 'loading' }, 'page'),
    );
    await vi.waitFor(() => expect(page.textContent).toBe('page'), 10_000);
    server.endAllSessions();
    await client.fetch(new URL('/api/', location.href));
    await vi.waitFor(() => expect(page.textContent).toBe('please log in'), 10_000);
  });

  test('the Suspense variant suspends and continues', async () => {
    const { server } = open(() =>
      React.createElement(
        React.Suspense,
        { fallback: 'loading' },
        React.createElement(() => bindings.useAuthSuspense().user?.username),
      ),
    );
    const held = server.hold('/users/token/');
    await held.arrived;
    expect(page.textContent).toBe('loading');
    held.release();
    await vi.waitFor(() => expect(page.textContent).toBe('ada'), 10_000);
    expect(server.received).toHaveLength(1);
  });

  test('the hooks for passkeys and allauth work', async () => {
    const { call, calls } = openCredentials();
    const { allauth, plan } = await openAllauth();
    const { usePasskeyLogin } = await import('../../src/react/passkeys.js');
    const { useAllauthFlow } = await import('../../src/react/allauth.js');
    plan('POST auth/login', pending({ id: 'verify_email' }));
    open(() => {
      const { isSupported } = usePasskeyLogin((get) => get(request));
      return `${useAllauthFlow(allauth).step?.step} ${isSupported}`;
    });
    expect((await call(0)).options.mediation).toBe('conditional');
    await allauth.login({});
    await vi.waitFor(() => expect(page.textContent).toBe('verify_email true'), 10_000);
    expect(calls).toHaveLength(1);
  });
});
