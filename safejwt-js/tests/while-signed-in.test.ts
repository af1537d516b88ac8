import { describe, expect, test, vi } from 'vitest';
import { whileSignedIn } from '../src/while-signed-in.js';
import { createTestServer } from '../testing/index.js';
import { readEvents } from './recipes/events.js';
import { openSocket } from './recipes/socket.js';
import { openSockets } from './support/sockets.js';

async function open() {
  const server = createTestServer();
  const browser = server.signIn('ada');
  const { client } = browser.tab();
  const sockets = openSockets(server, () => browser);
  const heard: string[] = [];
  const onError = vi.fn();
  const options = { now: server.clock.now, timers: server.clock.timers, random: () => 1, onError };
  const connect = openSocket(client, 'wss://app.example/live/', (text) => void heard.push(text));
  const stop = whileSignedIn(client, connect, options);
  const tokens = () => sockets.all.map(({ sent: [first = '{}'] }) => (JSON.parse(first) as { token?: string }).token);
  return { server, browser, client, sockets, heard, stop, tokens, options, onError };
}

async function openSignedIn() {
  const app = await open();
  await app.client.restore();
  await app.sockets.settle();
  return app;
}

describe('a WebSocket', () => {
  test('opens when a user is signed in, with the token in its first message and not in its URL', async () => {
    const { client, sockets, heard, tokens } = await open();
    expect(sockets.all).toHaveLength(0);
    await client.restore();
    await sockets.settle();
    expect(heard).toEqual(['hello ada']);
    expect(tokens()).toEqual([await client.getAccessToken()]);
    expect(sockets.all[0]?.url).toBe('wss://app.example/live/');
  });

  test('opens again with a new token when the server closes it because the old one has expired', async () => {
    const { server, sockets, tokens, heard } = await openSignedIn();
    await server.clock.advance(300);
    sockets.all[0]?.end(1008);
    await server.clock.advance(1);
    expect(sockets.open()).toHaveLength(1);
    expect(new Set(tokens()).size).toBe(2);
    expect(heard).toEqual(['hello ada', 'hello ada']);
  });

  test('closes at logout, in another tab too, and does not open again', async () => {
    const { server, browser, sockets } = await openSignedIn();
    await browser.tab().client.logout();
    await sockets.settle();
    expect(sockets.open()).toHaveLength(0);
    await server.clock.advance(120);
    expect(sockets.all).toHaveLength(1);
  });

  test('of one user closes before that of the next user opens', async () => {
    const { client, sockets, heard, tokens } = await openSignedIn();
    await client.login({ username: 'bob', password: 'right' });
    expect(sockets.all[0]?.isOpen).toBe(false);
    await sockets.settle();
    expect(sockets.open()).toHaveLength(1);
    expect(heard).toEqual(['hello ada', 'hello bob']);
    expect(tokens()[1]).toBe(await client.getAccessToken());
  });

  test('with a refused token finds out that the session has ended', async () => {
    const { server, client, sockets } = await openSignedIn();
    server.endSessions('ada');
    sockets.all[0]?.end(4401);
    await server.clock.advance(60);
    expect(client.getState()).toMatchObject({ status: 'anonymous', reason: 'session_revoked' });
    expect(sockets.all).toHaveLength(1);
  });

  test('is attempted at growing pauses, and at the shortest again after one has lasted', async () => {
    const { server, sockets } = await openSignedIn();
    await server.clock.advance(60);
    sockets.breakDown();
    await server.clock.advance(120);
    // After 1, 2, 4, 8 and 16 seconds, then every 30.
    expect(sockets.all).toHaveLength(1 + 7);
    sockets.repair();
    await server.clock.advance(30);
    expect(sockets.open()).toHaveLength(1);
    await server.clock.advance(60);
    const { length } = sockets.all;
    sockets.all.at(-1)?.end(1006);
    await server.clock.advance(1);
    expect(sockets.all).toHaveLength(length + 1);
  });

  test('does not open while no token can be obtained, and no user is signed out', async () => {
    const { server, client, sockets, onError } = await openSignedIn();
    await server.clock.advance(300);
    server.network.goOffline();
    sockets.all[0]?.end(1006);
    await server.clock.advance(10);
    expect(client.getState()).toMatchObject({ status: 'authenticated', degraded: true });
    expect(onError).toHaveBeenCalledWith(expect.objectContaining({ code: 'network_error' }));
    server.network.goOnline();
    await server.clock.advance(30);
    expect(sockets.open()).not.toHaveLength(0);
  });

  test('closes for good when it is stopped', async () => {
    const { server, client, sockets, stop } = await openSignedIn();
    stop();
    expect(sockets.open()).toHaveLength(0);
    await client.login({ username: 'bob', password: 'right' });
    await server.clock.advance(60);
    expect(sockets.all).toHaveLength(1);
  });

  test('stays open after a refresh', async () => {
    const { server, client, sockets } = await openSignedIn();
    await server.clock.advance(300);
    await client.getAccessToken();
    expect(sockets.all).toHaveLength(1);
    expect(sockets.open()).toHaveLength(1);
  });
});

describe('an event stream', () => {
  async function openStream() {
    const server = createTestServer();
    const streams: ReadableStreamDefaultController<Uint8Array>[] = [];
    server.handle('/api/events/', (request, { username }) => {
      const body = new ReadableStream<Uint8Array>({
        start(controller) {
          streams.push(controller);
          controller.enqueue(new TextEncoder().encode(`data: hello ${username}\n\n`));
          request.signal?.addEventListener('abort', () => controller.error(request.signal?.reason), { once: true });
        },
      });
      return new Response(body, { headers: { 'Content-Type': 'text/event-stream' } });
    });
    const { client } = server.signIn('ada').tab();
    const heard: string[] = [];
    let signals: AbortSignal[] = [];
    const read = readEvents(client, 'http://localhost/api/events/', (text) => void heard.push(text));
    const connect = (signal: AbortSignal) => {
      signals = [...signals, signal];
      return read(signal);
    };
    const options = { now: server.clock.now, timers: server.clock.timers, random: () => 1 };
    const stop = whileSignedIn(client, connect, options);
    await client.restore();
    await server.clock.advance(0);
    return { server, client, streams, heard, stop, signals: () => signals };
  }

  test('is read through client.fetch, and requested again with a new token when it has ended', async () => {
    const { server, streams, heard, stop } = await openStream();
    expect(heard).toEqual(['data: hello ada\n\n']);
    await server.clock.advance(300);
    streams[0]?.close();
    await server.clock.advance(1);
    expect(heard).toHaveLength(2);
    const tokens = server.network.requests('/api/events/').map(({ headers }) => headers.get('Authorization'));
    expect(new Set(tokens).size).toBe(2);
    stop();
  });

  test('is aborted at logout', async () => {
    const { server, client, heard, signals } = await openStream();
    await client.logout();
    expect(signals()[0]?.aborted).toBe(true);
    await server.clock.advance(60);
    expect(heard).toHaveLength(1);
  });
});
