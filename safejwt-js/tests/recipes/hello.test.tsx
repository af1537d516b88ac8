// @vitest-environment jsdom
import { act, cleanup, render, screen } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { createTestServer } from '../../testing/index.js';
import { App } from './app.js';

afterEach(cleanup);

test('ada sees her orders', async () => {
  const server = createTestServer();
  server.handle('/api/orders/', (_request, user) => [{ title: `A kettle for ${user.username}` }]);
  const { client } = server.signIn('ada').tab();
  render(<App client={client} />);
  await screen.findByText('A kettle for ada');
});

test('ada loses the network, and stays signed in', async () => {
  const server = createTestServer();
  const { client } = server.signIn('ada').tab();
  render(<App client={client} />);
  await screen.findByText('Hello ada');
  server.network.goOffline();
  // What changes the state from outside of React is inside of act().
  await act(async () => {
    await server.clock.advance(300); // the access token has expired
    await expect(client.request('/api/orders/')).rejects.toMatchObject({ code: 'network_error' });
  });
  screen.getByText('Hello ada');
});
