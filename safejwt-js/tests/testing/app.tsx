import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import type { AuthClient } from '../../src/index.js';
import { AuthProvider, RequireAuth, useAuth } from '../../src/react/index.js';
import { createTestServer } from '../../testing/index.js';

/** Stands for the app of an author. */
function App({ client }: { client: AuthClient }) {
  return (
    <AuthProvider client={client}>
      <Page />
    </AuthProvider>
  );
}

function Page() {
  const { user, logout, degraded } = useAuth();
  return (
    <RequireAuth fallback={<p>please log in</p>} loading={<p>one moment</p>}>
      <p>Hello {user?.username}</p>
      {degraded && <p>offline</p>}
      <button type="button" onClick={() => void logout()}>
        Log out
      </button>
    </RequireAuth>
  );
}

/** What the author of an app tests, in any environment. */
export function testApp(): void {
  afterEach(cleanup);

  test('ada sees the username', async () => {
    const { client } = createTestServer().signIn('ada').tab();
    render(<App client={client} />);
    await screen.findByText('Hello ada');
  });

  test('ada uploads a form with a file', async () => {
    const server = createTestServer();
    server.handle('/api/', ({ body, headers }) => [headers.get('Content-Type'), new TextDecoder().decode(body)]);
    const { client } = server.signIn('ada').tab();
    const form = new FormData();
    form.append('title', 'Invoice');
    form.append('file', new File(['hello'], 'invoice.txt', { type: 'text/plain' }));
    const [type, text] = await client.request<[string, string]>('/api/', { body: form });
    expect(type).toMatch(/^multipart\/form-data; ?boundary=/);
    expect(text).toMatch(/name="title"\s+Invoice/);
    expect(text).toMatch(/filename="invoice.txt"\s+Content-Type: text\/plain\s+hello/);
    expect(await client.request('/api/', { body: new Blob(['x'], { type: 'image/png' }) })).toEqual(['image/png', 'x']);
  });

  test('ada logs out in another tab', async () => {
    const browser = createTestServer().signIn('ada');
    render(<App client={browser.tab().client} />);
    await screen.findByText('Hello ada');
    await browser.tab().client.logout();
    await screen.findByText('please log in');
  });

  test('the network is lost', async () => {
    const server = createTestServer();
    const { client } = server.signIn('ada').tab();
    render(<App client={client} />);
    await screen.findByText('Hello ada');
    server.network.goOffline();
    await server.clock.advance(300);
    await client.fetch('/api/orders/').catch(() => undefined);
    await screen.findByText('offline');
    server.network.goOnline();
    await server.clock.advance(1);
    expect(screen.queryByText('offline')).toBeNull();
  });

  test('the page is empty for the next test', async () => {
    const add = vi.spyOn(window, 'addEventListener');
    const { client } = createTestServer().signIn('ada').tab();
    render(<App client={client} />);
    fireEvent.click(await screen.findByText('Log out'));
    await screen.findByText('please log in');
    expect(document.cookie).toBe('');
    expect(add.mock.calls.map(([type]) => type)).not.toContain('pagehide');
  });
}
