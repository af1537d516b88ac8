import { execFileSync } from 'node:child_process';
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
import { launchOptions } from './browser.ts';
import { type Mode, names, origin, python } from './servers.ts';

/** One request as the browser wrote it, and what it was answered. */
export interface Received {
  host: string;
  method: string;
  path: string;
  headers: IncomingHttpHeaders;
  status: number;
  setCookie: string[];
}

/** What the server of a host that is not ours answers; without one, an empty page. */
export type Host = (path: string) => { setCookie?: string[] } | undefined;

/** The origins behind which there is a server of the tests. */
const servers: Record<string, Mode> = {
  [`https://${names.production.host}`]: 'production',
  [`https://${names.crossSite.host}`]: 'crossSite',
};

const dist = join(import.meta.dirname, '..', '..', 'safejwt-js', 'dist');
const mount = '/safejwt-js/';

/**
 * A little web: every host below `.test`, by https on the ports 443 and 8443 and by http on port 80. Two origins lead to
 * servers of the tests, with TLS ended here; all others show an empty page, whose scripts can import the built safejwt-js.
 */
export class Sites {
  /** What has reached the servers of the tests, in the order of the answers. */
  readonly received: Received[] = [];
  /** By origin. */
  readonly hosts = new Map<string, Host>();
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

  /** For the browser: where each port of these hosts really is. */
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
    // A connection for each: the server hangs up on those that are idle, and may do so just when a request goes out on one.
    const options = { method, headers: { ...headers, 'x-forwarded-proto': scheme }, agent: false };
    const forwarded = request(new URL(path, origin(mode)), options, (answer) => {
      const { statusCode: status = 502, headers: answered } = answer;
      const setCookie = answered['set-cookie'] ?? [];
      this.received.push({ host: headers.host ?? '', method, path, headers, status, setCookie });
      outgoing.writeHead(status, answered);
      answer.pipe(outgoing);
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
    if (setCookie) outgoing.setHeader('Set-Cookie', setCookie);
    outgoing.setHeader('Content-Type', 'text/html; charset=utf-8');
    outgoing.end('<!doctype html><title>another site</title><body>');
  }
}

/** Opens `window.client` of an app on `at`, a page or a frame, whose API is at `api`; nothing is asked yet. */
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

/** Tests in a browser that finds the sites. Certificates are not what they are about, so any is taken. */
export const test = base.extend<{ _emptySites: undefined }, { sites: Sites }>({
  sites: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads a fixture's needs off this pattern
    async ({}, use) => {
      const sites = await Sites.open();
      await use(sites);
      sites.close();
    },
    { scope: 'worker' },
  ],
  launchOptions: [
    async ({ sites }, use) => {
      await use({ ...launchOptions(), args: [`--host-resolver-rules=${sites.resolverRules}`] });
    },
    { scope: 'worker' },
  ],
  ignoreHTTPSErrors: true,
  _emptySites: [
    async ({ sites }, use) => {
      sites.received.length = 0;
      sites.hosts.clear();
      await use(undefined);
    },
    { auto: true },
  ],
});

/** A key and a certificate for a day; OpenSSL's program is not on every machine, the server's Python is. */
function selfSigned(): { key: string; cert: string } {
  const script = `
import datetime, json
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
key = ec.generate_private_key(ec.SECP256R1())
name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "tests")])
now, day = datetime.datetime.now(datetime.UTC), datetime.timedelta(days=1)
builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now - day, now + day)
names = x509.SubjectAlternativeName([x509.DNSName("*.example.test")])
cert = builder.add_extension(names, critical=False).sign(key, hashes.SHA256())
pem, pkcs8 = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
print(json.dumps({
    "key": key.private_bytes(pem, pkcs8, serialization.NoEncryption()).decode(),
    "cert": cert.public_bytes(pem).decode(),
}))
`;
  return JSON.parse(execFileSync(python, ['-c', script]).toString()) as { key: string; cert: string };
}
