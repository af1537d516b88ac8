import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, normalize } from 'node:path';

const dist = join(import.meta.dirname, '..', '..', '..', 'safejwt-js', 'dist');

/** A request as its bytes arrived. */
export interface Arrived {
  path: string;
  type: string | undefined;
  body: Buffer;
}

/**
 * Starts a server that keeps what it receives byte for byte, which neither Django nor Playwright's interception shows for
 * every kind of body. It has a page, the client's modules, `csrf/`, `token/`, and `/echo/`, which refuses every other request.
 */
export async function startSmallApi() {
  const arrived: Arrived[] = [];
  let tokens = 0;

  async function respond(request: IncomingMessage): Promise<[status: number, type: string, body: string | Buffer]> {
    const json = (status: number, body: unknown) => [status, 'application/json', JSON.stringify(body)] as const;
    const path = request.url ?? '';
    const body = Buffer.concat(await request.toArray());
    if (path === '/') return [200, 'text/html', '<!doctype html><title>small</title>'];
    if (path.startsWith('/client/')) {
      return [200, 'text/javascript', await readFile(join(dist, normalize(path.slice('/client/'.length))))];
    }
    if (path === '/users/csrf/') return [...json(200, { csrfToken: 'abc' })];
    if (path === '/users/token/') {
      tokens += 1;
      const user = { id: 1, username: 'ada', email: 'ada@example.org' };
      return [...json(200, { accessToken: `token-${tokens}`, expiresIn: 300, tokenType: 'Bearer', user })];
    }
    if (path !== '/echo/') return [...json(404, { code: 'not_found' })];
    arrived.push({ path, type: request.headers['content-type'], body });
    return arrived.length % 2 ? [...json(401, { code: 'access_token_expired' })] : [...json(200, {})];
  }

  const server = createServer(async (request, response) => {
    const [status, type, body] = await respond(request);
    response.writeHead(status, { 'Content-Type': type, 'Cache-Control': 'no-store' }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://localhost:${port}/`,
    arrived,
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        // A browser also opens connections ahead of its requests and leaves them idle.
        server.closeAllConnections();
      }),
  };
}
