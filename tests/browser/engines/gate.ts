import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { join, normalize } from 'node:path';

const dist = join(import.meta.dirname, '..', '..', '..', 'safejwt-js', 'dist');
const mount = '/e2e-safejwt-js/';

/**
 * Stands before the running project, because neither way of driving these browsers sees all requests of all tabs: counts
 * what is asked, and adds an empty page whose scripts can import the built safejwt-js.
 */
export class Gate {
  readonly #asked: string[] = [];
  readonly #target: URL;
  readonly #server = createServer((incoming, answer) => this.#answer(incoming, answer));

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

  get clientPage(): string {
    return this.origin + mount;
  }

  /** How many requests for `METHOD path` have come since the last `forget`. */
  countOf(line: string): number {
    return this.#asked.filter((asked) => asked === line).length;
  }

  forget(): void {
    this.#asked.length = 0;
  }

  #answer(incoming: IncomingMessage, answer: ServerResponse): void {
    const { pathname } = new URL(incoming.url ?? '/', this.origin);
    if (pathname.startsWith(mount)) {
      void this.#serve(pathname.slice(mount.length), answer);
      return;
    }
    this.#asked.push(`${incoming.method} ${pathname}`);
    const { method, headers, url: path } = incoming;
    const { hostname: host, port } = this.#target;
    // A connection for each: the server hangs up on those that are idle, and may do so just when a request goes out on one.
    const passed = request({ host, port, method, headers, path, agent: false }, (received) => {
      answer.writeHead(received.statusCode ?? 502, received.rawHeaders);
      received.pipe(answer);
    });
    passed.on('error', () => answer.destroy());
    incoming.pipe(passed);
  }

  async #serve(path: string, answer: ServerResponse): Promise<void> {
    try {
      const body = path ? await readFile(join(dist, normalize(path))) : '<!doctype html><title>client</title>';
      answer.setHeader('Content-Type', path ? 'text/javascript' : 'text/html; charset=utf-8');
      answer.end(body);
    } catch {
      answer.writeHead(404).end();
    }
  }
}
