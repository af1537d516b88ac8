import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { clockHeader, pastExpirySeconds } from '../server/clock.ts';

/**
 * Stands before the server, because neither way to drive these browsers sees all requests of all tabs: counts the requests,
 * and moves the server's clock.
 */
export class Gate {
  readonly #requests: string[] = [];
  readonly #target: URL;
  readonly #server = createServer((incoming, outgoing) => this.#forward(incoming, outgoing));
  #secondsAhead = 0;

  constructor(target: string) {
    this.#target = new URL(target);
  }

  async open(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, 'localhost', resolve));
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  get origin(): string {
    const address = this.#server.address();
    return `http://localhost:${typeof address === 'object' ? address?.port : address}`;
  }

  /** Starts a test: no requests, and no moved clock. */
  reset(): void {
    this.forget();
    this.#secondsAhead = 0;
  }

  /** Lets every access token expire. The clocks of the pages stand still. */
  moveServerClock(): void {
    this.#secondsAhead += pastExpirySeconds;
  }

  /** The number of requests for `METHOD path` since the last `forget`. */
  countOf(line: string): number {
    return this.#requests.filter((request) => request === line).length;
  }

  forget(): void {
    this.#requests.length = 0;
  }

  #forward(incoming: IncomingMessage, outgoing: ServerResponse): void {
    const { method, url: path = '/' } = incoming;
    this.#requests.push(`${method} ${new URL(path, this.origin).pathname}`);
    const { hostname: host, port } = this.#target;
    const headers = { ...incoming.headers, [clockHeader]: String(this.#secondsAhead) };
    // No keep-alive: the server may close an idle connection just when a request is sent.
    const forwarded = request({ host, port, method, headers, path, agent: false }, (received) => {
      outgoing.writeHead(received.statusCode ?? 502, received.rawHeaders);
      received.pipe(outgoing);
    });
    forwarded.on('error', () => outgoing.destroy());
    incoming.pipe(forwarded);
  }
}
