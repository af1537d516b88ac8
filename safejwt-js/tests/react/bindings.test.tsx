// @vitest-environment jsdom
import { act, cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react';
import { StrictMode, Suspense } from 'react';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { createAuthClient, type User } from '../../src/index.js';
import { AuthProvider, RequireAuth, useAuth, useAuthClient, useAuthSuspense, useUser } from '../../src/react/index.js';
import { createFakeServer, networkError, people } from '../support/fake-server.js';

afterEach(cleanup);

function open(remembered?: keyof typeof people) {
  const server = createFakeServer();
  if (remembered) server.remember(remembered);
  else server.visit();
  return { server, client: createAuthClient(server.options) };
}

function Name() {
  return <p>{useUser()?.username ?? 'no user'}</p>;
}

function Guarded() {
  return (
    <RequireAuth fallback={<p>please log in</p>} loading={<p>loading</p>} unreachable={<p>no answer</p>}>
      <Name />
    </RequireAuth>
  );
}

describe('AuthProvider', () => {
  test('restores the session when it mounts', async () => {
    const { client, server } = open('ada');
    render(
      <AuthProvider client={client}>
        <Name />
      </AuthProvider>,
    );
    await screen.findByText('ada');
    expect(server.count('/users/token/')).toBe(1);
  });

  test('restores it with one request in StrictMode too', async () => {
    const { client, server } = open('ada');
    render(
      <StrictMode>
        <AuthProvider client={client}>
          <Name />
        </AuthProvider>
      </StrictMode>,
    );
    await screen.findByText('ada');
    expect(server.received).toHaveLength(1);
  });

  test('is named in the error of a component without it', () => {
    vi.spyOn(console, 'error').mockImplementation(() => undefined);
    expect(() => render(<Name />)).toThrow('<AuthProvider client={client}>');
  });
});

describe('RequireAuth', () => {
  test('shows loading and then the page to a signed-in user', async () => {
    const { client } = open('ada');
    render(
      <AuthProvider client={client}>
        <Guarded />
      </AuthProvider>,
    );
    screen.getByText('loading');
    await screen.findByText('ada');
  });

  test('shows the fallback to others', async () => {
    const { client } = open();
    render(
      <AuthProvider client={client}>
        <Guarded />
      </AuthProvider>,
    );
    await screen.findByText('please log in');
  });

  test('shows that the server does not respond, and never the login page', async () => {
    const { client, server } = open('ada');
    server.plan('/users/token/', networkError);
    render(
      <AuthProvider client={client}>
        <Guarded />
      </AuthProvider>,
    );
    await screen.findByText('no answer');
    await act(client.restore);
    screen.getByText('ada');
  });

  test('shows loading while the server is unreachable and no other content is given', async () => {
    const { client, server } = open('ada');
    server.plan('/users/token/', networkError);
    render(
      <AuthProvider client={client}>
        <RequireAuth fallback="please log in" loading="loading">
          page
        </RequireAuth>
      </AuthProvider>,
    );
    await waitFor(() => expect(client.getState().degraded).toBe(true));
    screen.getByText('loading');
  });

  test('keeps the page of a signed-in user while the server does not respond', async () => {
    const { client, server } = open('ada');
    render(
      <AuthProvider client={client}>
        <Guarded />
      </AuthProvider>,
    );
    await screen.findByText('ada');
    server.pass(400);
    server.plan('/users/token/', networkError);
    await act(() => client.getAccessToken().catch(() => undefined));
    expect(client.getState().degraded).toBe(true);
    screen.getByText('ada');
  });

  test('hides the page as soon as the session ends', async () => {
    const { client, server } = open('ada');
    render(
      <AuthProvider client={client}>
        <Guarded />
      </AuthProvider>,
    );
    await screen.findByText('ada');
    server.endAllSessions();
    await act(() => client.fetch(new URL('/api/', location.href)));
    screen.getByText('please log in');
  });
});

describe('useAuth', () => {
  function LoginForm() {
    const { status, user, reason, login, logout } = useAuth();
    if (user) return <button onClick={() => logout()} type="button">{`leave, ${user.username}`}</button>;
    const enter = () => login({ username: 'bob', password: 'right' });
    return <button onClick={enter} type="button">{`enter (${status}, ${reason})`}</button>;
  }

  test('signs in and out', async () => {
    const { client } = open();
    render(
      <AuthProvider client={client}>
        <LoginForm />
      </AuthProvider>,
    );
    fireEvent.click(await screen.findByText('enter (anonymous, not_signed_in)'));
    fireEvent.click(await screen.findByText('leave, bob'));
    await screen.findByText('enter (anonymous, signed_out)');
  });

  test('renders after a change of state, and not after a new token', async () => {
    const { client, server } = open('ada');
    const renders = vi.fn();
    function Watcher() {
      renders(useAuth().status);
      return null;
    }
    render(
      <AuthProvider client={client}>
        <Watcher />
      </AuthProvider>,
    );
    await waitFor(() => expect(renders).toHaveBeenLastCalledWith('authenticated'));
    const before = renders.mock.calls.length;
    server.pass(400);
    await act(client.getAccessToken);
    expect(server.count('/users/token/')).toBe(2);
    expect(renders).toHaveBeenCalledTimes(before);
  });

  test('returns the same functions and the same object from render to render', async () => {
    const { client } = open('ada');
    const seen: ReturnType<typeof useAuth>[] = [];
    function Watcher() {
      seen.push(useAuth());
      return null;
    }
    const tree = () => (
      <AuthProvider client={client}>
        <Watcher />
      </AuthProvider>
    );
    const { rerender } = render(tree());
    await waitFor(() => expect(seen.at(-1)?.status).toBe('authenticated'));
    const last = seen.at(-1);
    rerender(tree());
    expect(seen.at(-1)).toBe(last);
    for (const auth of seen) {
      expect(auth).toMatchObject({ login: client.login, register: client.register, logout: client.logout, client });
    }
  });
});

describe('useUser', () => {
  test('does not render when only the reachability of the server changes', async () => {
    const { client, server } = open('ada');
    const renders = vi.fn();
    function Watcher() {
      renders(useUser());
      return null;
    }
    render(
      <AuthProvider client={client}>
        <Watcher />
      </AuthProvider>,
    );
    await waitFor(() => expect(renders).toHaveBeenLastCalledWith(people.ada));
    const before = renders.mock.calls.length;
    server.pass(400);
    server.plan('/users/token/', networkError);
    await act(() => client.getAccessToken().catch(() => undefined));
    expect(client.getState().degraded).toBe(true);
    expect(renders).toHaveBeenCalledTimes(before);
  });

  test("is of the project's own type", async () => {
    interface Member extends User {
      avatar?: string;
    }
    const { client } = open('ada');
    function Avatar() {
      const client = useAuthClient<Member>();
      return <p>{useUser<Member>()?.avatar ?? client.getState().status}</p>;
    }
    render(
      <AuthProvider client={client}>
        <Avatar />
      </AuthProvider>,
    );
    await screen.findByText('authenticated');
  });
});

describe('useAuthSuspense', () => {
  function Known() {
    const { status, user, degraded } = useAuthSuspense();
    return <p>{[status, user?.username, degraded && 'degraded'].filter(Boolean).join(' ')}</p>;
  }

  function Fallback() {
    return <p>{useAuth().degraded ? 'no answer' : 'loading'}</p>;
  }

  function Page() {
    return (
      <Suspense fallback={<Fallback />}>
        <Known />
      </Suspense>
    );
  }

  test.each([
    ['who is signed in', 'ada', 'authenticated ada'],
    ['that no user is signed in', undefined, 'anonymous'],
  ] as const)('suspends until it is known %s, with one request at most', async (_name, remembered, text) => {
    const { client, server } = open(remembered);
    render(
      <StrictMode>
        <AuthProvider client={client}>
          <Page />
        </AuthProvider>
      </StrictMode>,
    );
    screen.getByText('loading');
    await screen.findByText(text);
    expect(server.received).toHaveLength(remembered ? 1 : 0);
  });

  test('restores the session even if the boundary is outside the provider', async () => {
    const { client, server } = open('ada');
    render(
      <Suspense fallback="loading">
        <AuthProvider client={client}>
          <Known />
        </AuthProvider>
      </Suspense>,
    );
    screen.getByText('loading');
    await screen.findByText('authenticated ada');
    expect(server.received).toHaveLength(1);
  });

  test('suspends while the server is unreachable, which the fallback can show', async () => {
    const { client, server } = open('ada');
    server.plan('/users/token/', networkError);
    render(
      <AuthProvider client={client}>
        <Page />
      </AuthProvider>,
    );
    await screen.findByText('no answer');
    await act(client.restore);
    screen.getByText('authenticated ada');
  });

  test('hides a page restored from the back/forward cache until the state is known again', async () => {
    const { client, server } = open('ada');
    render(
      <AuthProvider client={client}>
        <Page />
      </AuthProvider>,
    );
    await screen.findByText('authenticated ada');
    server.endAllSessions();
    await act(async () => void window.dispatchEvent(Object.assign(new Event('pageshow'), { persisted: true })));
    await screen.findByText('anonymous');
  });

  test('does not render for a new token', async () => {
    const { client, server } = open('ada');
    const renders = vi.fn();
    function Watcher() {
      renders(useAuthSuspense().status);
      return null;
    }
    render(
      <AuthProvider client={client}>
        <Suspense>
          <Watcher />
        </Suspense>
      </AuthProvider>,
    );
    await waitFor(() => expect(renders).toHaveBeenLastCalledWith('authenticated'));
    const before = renders.mock.calls.length;
    server.pass(400);
    await act(client.getAccessToken);
    expect(server.count('/users/token/')).toBe(2);
    expect(renders).toHaveBeenCalledTimes(before);
  });
});

test('a page restored from the back/forward cache has nothing to paint when its event has been handled', async () => {
  const { client } = open('ada');
  render(
    <AuthProvider client={client}>
      <Guarded />
    </AuthProvider>,
  );
  await screen.findByText('ada');
  // No act(): React renders by itself, in the microtask before the next frame.
  window.dispatchEvent(Object.assign(new Event('pageshow'), { persisted: true }));
  await Promise.resolve();
  expect(document.body.textContent).toBe('loading');
  await screen.findByText('ada');
});
