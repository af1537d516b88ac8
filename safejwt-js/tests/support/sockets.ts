import { vi } from 'vitest';
import type { TestBrowser, TestServer } from '../../testing/index.js';

/**
 * A WebSocket server in memory. The first message must contain a token; the reply greets its user.
 */
export function openSockets(server: TestServer, browser: () => TestBrowser) {
  const sockets: FakeSocket[] = [];
  let isDown = false;

  class FakeSocket {
    readonly url: string;
    readonly sent: string[] = [];
    isOpen = true;
    onopen: (() => void) | null = null;
    onmessage: ((event: { data: string }) => void) | null = null;
    onclose: ((event: { code: number }) => void) | null = null;

    constructor(url: string) {
      this.url = url;
      sockets.push(this);
      queueMicrotask(() => (isDown ? this.end(1006) : this.onopen?.()));
    }

    send(text: string): void {
      this.sent.push(text);
      void this.#authenticate((JSON.parse(text) as { token: string }).token);
    }

    close(): void {
      this.end(1000);
    }

    end(code: number): void {
      if (!this.isOpen) return;
      this.isOpen = false;
      queueMicrotask(() => this.onclose?.({ code }));
    }

    async #authenticate(token: string): Promise<void> {
      const headers = { Authorization: `Bearer ${token}`, 'X-CSRFToken': browser().cookies.get('csrftoken') ?? '' };
      const response = await browser().fetch('http://localhost/users/auth/', { headers });
      if (!response.ok) return this.end(4401);
      const { username } = (await response.json()) as { username: string };
      if (this.isOpen) this.onmessage?.({ data: `hello ${username}` });
    }
  }

  vi.stubGlobal('WebSocket', FakeSocket);
  return {
    all: sockets,
    open: () => sockets.filter(({ isOpen }) => isOpen),
    /** Closes all sockets, and refuses new ones. */
    breakDown() {
      isDown = true;
      for (const socket of sockets) socket.end(1006);
    },
    repair() {
      isDown = false;
    },
    settle: () => server.clock.advance(0),
  };
}
