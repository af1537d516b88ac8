import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { clockHeader, pastExpirySeconds } from './clock.ts';

/** A request that does not reach the server, or a response that does not reach the browser, until the test says so. */
export interface Held {
  /** Resolves when it has come as far as the gate. */
  readonly arrived: Promise<void>;
  /** The cookies that the held response sets, `name=value`. */
  readonly cookies: readonly string[];
  release(): void;
  /** The connection breaks instead. */
  lose(): void;
}

interface Hold {
  readonly line: string;
  readonly end: 'request' | 'response';
  readonly cookies: string[];
  readonly arrive: () => void;
  readonly fate: Promise<'released' | 'lost'>;
}

/**
 * Stands before the server and counts the requests, moves the server's clock, and holds requests and responses. What it
 * holds is under way for the browser as on a slow network: Playwright's interception would apply the cookies at once, and
 * neither way to drive Firefox and WebKit sees all requests of all tabs.
 */
export class Gate {
  readonly #requests: string[] = [];
  readonly #holds: Hold[] = [];
  readonly #target: URL;
  readonly #server = createServer((incoming, outgoing) => void this.#forward(incoming, outgoing));
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

  /** Starts a test: no requests, nothing to hold, and no moved clock. */
  reset(): void {
    this.forget();
    this.#holds.length = 0;
    this.#secondsAhead = 0;
  }

  /** Without a number every access token expires. The clocks of the pages stand still. */
  moveServerClock(seconds = pastExpirySeconds): void {
    this.#secondsAhead += seconds;
  }

  /** The number of requests for `METHOD path` since the last `forget`. */
  countOf(line: string): number {
    return this.#requests.filter((request) => request === line).length;
  }

  forget(): void {
    this.#requests.length = 0;
  }

  /** Holds the next request for `METHOD path` before it reaches the server. */
  holdRequest(line: string): Held {
    return this.#hold(line, 'request');
  }

  /** Holds the server's response to the next request for `METHOD path`. */
  holdResponse(line: string): Held {
    return this.#hold(line, 'response');
  }

  #hold(line: string, end: Hold['end']): Held {
    const cookies: string[] = [];
    let arrive = () => {};
    let decide = (_fate: 'released' | 'lost') => {};
    const arrived = new Promise<void>((resolve) => {
      arrive = resolve;
    });
    const fate = new Promise<'released' | 'lost'>((resolve) => {
      decide = resolve;
    });
    this.#holds.push({ line, end, cookies, arrive, fate });
    return { arrived, cookies, release: () => decide('released'), lose: () => decide('lost') };
  }

  #takeHold(line: string): Hold | undefined {
    const at = this.#holds.findIndex((hold) => hold.line === line);
    return at < 0 ? undefined : this.#holds.splice(at, 1)[0];
  }

  async #forward(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const { method, url: path = '/' } = incoming;
    const line = `${method} ${new URL(path, this.origin).pathname}`;
    this.#requests.push(line);
    const hold = this.#takeHold(line);
    if (hold?.end === 'request' && !(await this.#isReleased(hold, outgoing))) return;
    const { hostname: host, port } = this.#target;
    const headers = { ...incoming.headers, [clockHeader]: String(this.#secondsAhead) };
    // No keep-alive: the server may close an idle connection just when a request is sent.
    const forwarded = request({ host, port, method, headers, path, agent: false }, async (received) => {
      hold?.cookies.push(...(received.headers['set-cookie'] ?? []).map((cookie) => cookie.split(';')[0] ?? ''));
      if (hold?.end === 'response' && !(await this.#isReleased(hold, outgoing))) return;
      outgoing.writeHead(received.statusCode ?? 502, received.rawHeaders);
      received.pipe(outgoing);
    });
    forwarded.on('error', () => outgoing.destroy());
    incoming.pipe(forwarded);
  }

  /** Waits for the test. Breaks the connection if it says so. */
  async #isReleased(hold: Hold, outgoing: ServerResponse): Promise<boolean> {
    hold.arrive();
    if ((await hold.fate) === 'released') return true;
    // Not without a byte: Chromium then sends the request again by itself.
    outgoing.socket?.end('lost');
    return false;
  }
}
