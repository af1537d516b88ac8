import { afterEach, expect, test } from '@jest/globals';
import { act, cleanup, render, screen } from '@testing-library/react';
import { createElement } from 'react';
import { AuthProvider, RequireAuth, useAuth } from 'safejwt-js/react';
import { createTestServer } from 'safejwt-js/testing';

function Page() {
  const { user, logout } = useAuth();
  return createElement('button', { type: 'button', onClick: () => void logout() }, `Hello ${user?.username}`);
}

function renderApp(client) {
  const guard = createElement(RequireAuth, { fallback: 'please log in' }, createElement(Page));
  render(createElement(AuthProvider, { client }, guard));
}

afterEach(cleanup);

test('a component shows the user, and the logout of another tab', async () => {
  const browser = createTestServer().signIn('ada');
  renderApp(browser.tab().client);
  await screen.findByText('Hello ada');
  await act(() => browser.tab().client.logout());
  await screen.findByText('please log in');
});

test('a component knows a visitor without a request', async () => {
  const server = createTestServer();
  renderApp(server.browser().tab().client);
  await screen.findByText('please log in');
  expect(server.network.received).toHaveLength(0);
});
