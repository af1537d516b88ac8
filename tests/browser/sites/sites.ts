import { readFileSync } from 'node:fs';
import {
  createServer as createHttpServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  request,
  type Server,
  type ServerResponse,
} from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join, normalize } from 'node:path';
import { test as base, type Frame, type Page } from '@playwright/test';
import { headlessShell } from '../browsers/chromium.ts';
import { clockHeader } from '../server/clock.ts';
import { type Mode, names, origin } from '../server/servers.ts';
import { selfSigned } from './certificate.ts';

/** One request as the browser wrote it, and the server's response. */
export interface Received {
  host: string;
  method: string;
  path: string;
  headers: IncomingHttpHeaders;
  status: number;
  setCookie: string[];
}

/** The response of a host that is not ours to a path; without it, an empty page. */
export type Host = (path: string) => { setCookie?: string[] } | undefined;

/** The origins that lead to a server of the tests. */
const servers: Record<string, Mode> = {
  [`https://${names.production.host}`]: 'production',
  [`https://${names.crossSite.host}`]: 'crossSite',
};

const dist = join(import.meta.dirname, '..', '..', '..', 'safejwt-js', 'dist');
const mount = '/safejwt-js/';

/**
 * A small web: every host below `.test`, with https on the ports 443 and 8443 and with http on port 80. Two origins lead to
 * servers of the tests, whose TLS ends here; all others show an empty page, whose scripts can import the built safejwt-js.
 */
export class Sites {
  /** The requests to the servers of the tests, in the order of the responses. */
  readonly received: Received[] = [];
  /** By origin. */
  readonly hosts = new Map<string, Host>();
  /** Moves the clock of the servers. */
  secondsAhead = 0;
  readonly #listening: { server: Server; port: number }[];

  private constructor() {
    const certificate = selfSigned();
    const handle = (scheme: string) => (incoming: IncomingMessage, outgoing: ServerResponse) => {
      const at = `${scheme}://${incoming.headers.host}`;
      const mode = servers[at];
      if (mode) this.#forward(mode, scheme, incoming, outgoing);
      else this.#show(this.hosts.get(at), incoming, outgoing);
    };
    this.#listening = [
      { port: 80, server: createHttpServer(handle('http')) },
      { port: 443, server: createHttpsServer(certificate, handle('https')) },
      { port: 8443, server: createHttpsServer(certificate, handle('https')) },
    ];
  }

  static async open(): Promise<Sites> {
    const sites = new Sites();
    await Promise.all(
      sites.#listening.map(({ server }) => new Promise<void>((done) => server.listen(0, '127.0.0.1', done))),
    );
    return sites;
  }

  /** For the browser: the real address of each port of these hosts. */
  get resolverRules(): string {
    const at = (server: Server) => `127.0.0.1:${(server.address() as AddressInfo).port}`;
    return this.#listening.map(({ port, server }) => `MAP *.test:${port} ${at(server)}`).join(', ');
  }

  close(): void {
    for (const { server } of this.#listening) {
      server.close();
      server.closeAllConnections();
    }
  }

  #forward(mode: Mode, scheme: string, incoming: IncomingMessage, outgoing: ServerResponse): void {
    const { method = '', url: path = '', headers } = incoming;
    const added = { 'x-forwarded-proto': scheme, [clockHeader]: String(this.secondsAhead) };
    // No keep-alive: the server may close an idle connection just when a request is sent.
    const options = { method, headers: { ...headers, ...added }, agent: false };
    const forwarded = request(new URL(path, origin(mode)), options, (response) => {
      const { statusCode: status = 502, headers: received } = response;
      const setCookie = received['set-cookie'] ?? [];
      this.received.push({ host: headers.host ?? '', method, path, headers, status, setCookie });
      outgoing.writeHead(status, received);
      response.pipe(outgoing);
    });
    forwarded.on('error', () => outgoing.destroy());
    incoming.pipe(forwarded);
  }

  #show(host: Host | undefined, { url: path = '' }: IncomingMessage, outgoing: ServerResponse): void {
    if (path.startsWith(mount)) {
      outgoing.setHeader('Content-Type', 'text/javascript');
      outgoing.end(readFileSync(join(dist, normalize(path.slice(mount.length)))));
      return;
    }
    const { setCookie } = host?.(path) ?? {};
    if (setCookie) outgoing.setHeader('Set-Cookie', setCookie.map(bytesOf));
    outgoing.setHeader('Content-Type', 'text/html; charset=utf-8');
    // A buffer: Node.js would send the headers in the encoding of a string.
    outgoing.end(Buffer.from('<!doctype html><title>another site</title><body>'));
  }
}

/** The bytes of the text in UTF-8, one character each, as Node.js writes them into a header. */
function bytesOf(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}

/** Opens an app on `at`, in a page or a frame, with `window.client` for the API at `api`. No request is sent yet. */
export async function openApp(page: Page | Frame, at: string, api: string): Promise<void> {
  await page.goto(at);
  await page.evaluate(
    async ([module, baseUrl]) => {
      const { createAuthClient } = (await import(module)) as typeof import('safejwt-js');
      window.client = createAuthClient({ baseUrl });
    },
    [`${mount}index.js`, `${api}/users/`] as const,
  );
}

/** Tests in a browser that resolves the sites and accepts their certificate. */
export const test = base.extend<{ _emptySites: undefined }, { sites: Sites }>({
  sites: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the dependencies of a fixture from this pattern
    async ({}, use) => {
      const sites = await Sites.open();
      await use(sites);
      sites.close();
    },
    { scope: 'worker' },
  ],
  launchOptions: [
    async ({ sites }, use) => {
      await use({ ...headlessShell(), args: [`--host-resolver-rules=${sites.resolverRules}`] });
    },
    { scope: 'worker' },
  ],
  baseURL: `https://${names.production.host}`,
  ignoreHTTPSErrors: true,
  _emptySites: [
    async ({ sites }, use) => {
      sites.received.length = 0;
      sites.hosts.clear();
      sites.secondsAhead = 0;
      await use(undefined);
    },
    { auto: true },
  ],
});
